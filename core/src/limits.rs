//! Every limit on what people can enter, in one table, each with its reason.

/// Fewest answers that may be shown, as a whole or as one circle (method A.0.4): below this
/// number a figure says too much about one person.
pub const SMALLEST_GROUP: u32 = 5;

/// Characters of a title: fits two lines on a phone.
pub const TITLE: usize = 80;
/// Characters of a short name on a board: fits one column on the wall.
pub const SHORT_NAME: usize = 24;
/// Characters of a party's short name: fits beside a bar.
pub const PARTY_SHORT_NAME: usize = 18;
/// Characters of an explanation.
pub const EXPLANATION: usize = 400;
/// Characters of a note with a rating ("waaraan merk je dit?").
pub const NOTE: usize = 140;
/// Characters of a card with a text of one's own: two lines on the wall.
pub const CARD: usize = 140;
/// Cards of one voter in one round of silent writing (method A.3: three or four).
pub const OWN_CARDS: u8 = 4;
/// Characters of a text about what has to change: half a page.
pub const CHALLENGE: usize = 1_500;
/// Characters of a promise or a reason.
pub const SENTENCE: usize = 280;
/// Characters of a person's name.
pub const NAME: usize = 80;

/// Seats in one meeting (reliability 4.4).
pub const SEATS: usize = 5_000;
/// Parties in one project.
pub const PARTIES: usize = 200;
/// Access links of one project.
pub const LINKS: usize = 200;
/// People who wait to come back on another phone: more than a leader can look at is a prank.
pub const CLAIMS: usize = 20;
/// Parties that people in the room typed in themselves, so that a prankster cannot flood the list.
pub const TYPED_PARTIES: usize = 40;
/// Bottlenecks in one project.
pub const BOTTLENECKS: usize = 200;
/// Bottlenecks that one is split into: more is a new list.
pub const PIECES: usize = 10;
/// Findings that support one bottleneck: more is a report of its own.
pub const EVIDENCE: usize = 40;
/// Characters of a finding: holds a card with its explanation.
pub const EVIDENCE_SOURCE: usize = 500;
/// Cards in one project, dealt with or not: three hundred people who send in three each.
pub const CARDS: usize = 1_000;
/// Cards that wait: more than two people can look through before a meeting.
pub const CARDS_WAITING: usize = 200;
/// Cards through one intake link on one day: a whole department on a busy day. More is a prank.
pub const CARDS_A_DAY: u32 = 60;
/// Bottlenecks in one round: above 12 the console advises to merge, above this it refuses.
pub const ITEMS_IN_ROUND: usize = 40;
/// Rehearsals at once on one server: each is a whole project in memory.
pub const REHEARSALS: usize = 20;
/// Meetings in one project.
pub const MEETINGS: usize = 200;
/// Rounds in one meeting.
pub const ROUNDS: usize = 60;
/// Promises in one project.
pub const PROMISES: usize = 500;
/// Documents marked final in one project.
pub const FINISHED: usize = 500;
/// Risks of one project, those that wait or were put aside included.
pub const RISKS: usize = 2_000;
/// Written risks that wait: more than a room can go through in a meeting.
pub const RISKS_WAITING: usize = 300;
/// Risks of one side of one bottleneck in one round of scoring (method A.2).
pub const RISKS_OF_A_SIDE: usize = 2;
/// Boards of the effects arena in one project: one for each measure.
pub const ARENAS: usize = 50;
/// Pieces that stand on one board.
pub const PIECES_ON_BOARD: usize = 600;
/// Written activities and effects of one board that wait: more than a room can go through in a meeting.
pub const PIECES_WAITING: usize = 300;
/// Pieces of one board, those that wait or were put aside included.
pub const PIECES_OF_BOARD: usize = 3_000;
/// Lines of which certainty is asked in one round (method A.3 step 3b).
pub const LINES_IN_ROUND: usize = 10;
/// Parties over which the gains of an effect are divided, besides young people and society (method A.3
/// step 5b).
pub const BENEFICIARIES: usize = 7;
/// Digits of a number of points: what is too much is told, not cut off.
pub const POINTS_DIGITS: usize = 3;
/// Things that one divides a hundred points over: more is a guess.
pub const DIVIDED_OVER: usize = 20;
/// Sentences that parties raised hands for.
pub const SUPPORTS: usize = 100;
/// Conditions of one promise.
pub const CONDITIONS: usize = 10;
/// Times that words were taken out of a log.
pub const REDACTIONS: usize = 500;
/// Reports on one promise: one a month for five years.
pub const REPORTS: usize = 60;
/// Actions in one project, those off the roadmap included.
pub const ACTIONS: usize = 1_000;
/// Actions that one action waits for.
pub const DEPENDENCIES: usize = 20;
/// The largest count or amount in euros on the roadmap: above it is a typing mistake.
pub const NUMBER: u32 = 999_999_999;
/// Full-time jobs on one action.
pub const FTE: u32 = 1_000;
/// Sheets in one envelope of paper votes.
pub const PAPER_SHEETS: usize = 200;
/// Acts remembered for undoing in one meeting.
pub const ACTS: usize = 40;

/// Items on one run sheet.
pub const AGENDA_ITEMS: usize = 40;
/// Planned minutes of one item: ten hours is a mistake.
pub const AGENDA_MINUTES: u32 = 600;
/// Characters of a leader's private note on an item.
pub const PRIVATE_NOTE: usize = 1_000;
/// Seconds of a timer, or of what is added to it: two hours.
pub const TIMER_SECONDS: u32 = 7_200;
/// Characters of the name of a Wi-Fi network (IEEE 802.11: 32 octets).
pub const WIFI_NAME: usize = 32;
/// Characters of the key of a Wi-Fi network (WPA passphrase).
pub const WIFI_KEY: usize = 63;
