//! The queue of a phone: one ballot, the newest, until the server says that it has it.
//!
//! A ballot is whole each time, so a newer one takes the place of one that waits, and a message that
//! comes twice, late or out of order does no harm.

/// Which ballot a phone has, and which of them the server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    revision: u32,
    stored: u32,
}

/// What it means that the server has a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is the newest one of this phone.
    Newest,
    /// A newer one of this phone is under way.
    Older,
    /// Another page of the same seat was newer. Ours has a higher revision now, and waits.
    Overtaken,
}

impl Outbox {
    /// A phone that finds a ballot of this revision on the server, and has no other.
    pub fn in_step(revision: u32) -> Self {
        Self { revision, stored: revision }
    }

    /// As it was kept on the device.
    pub fn kept(revision: u32, stored: u32) -> Self {
        Self { revision, stored: stored.min(revision) }
    }

    /// The revision of this phone's ballot; 0 when nothing was answered.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The highest revision that the server said it has, of those of this phone.
    pub fn stored(&self) -> u32 {
        self.stored
    }

    /// An answer was changed.
    pub fn change(&mut self) {
        self.revision += 1;
    }

    /// The revision to send; `None` when the server has it.
    pub fn waiting(&self) -> Option<u32> {
        (self.stored < self.revision).then_some(self.revision)
    }

    /// The server says that it has this revision.
    pub fn hear(&mut self, revision: u32) -> Heard {
        match revision.cmp(&self.revision) {
            std::cmp::Ordering::Equal => {
                self.stored = revision;
                Heard::Newest
            }
            std::cmp::Ordering::Less => {
                self.stored = self.stored.max(revision);
                Heard::Older
            }
            std::cmp::Ordering::Greater => {
                self.stored = revision;
                self.revision = revision + 1;
                Heard::Overtaken
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_ballot_waits_until_the_server_has_it() {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.waiting(), None);
        outbox.change();
        outbox.change();
        assert_eq!(outbox.waiting(), Some(2));
        assert_eq!((outbox.hear(1), outbox.waiting()), (Heard::Older, Some(2)));
        assert_eq!((outbox.hear(2), outbox.waiting()), (Heard::Newest, None));
        assert_eq!((outbox.hear(1), outbox.waiting()), (Heard::Older, None), "a late word takes nothing back");
        assert_eq!((outbox.hear(7), outbox.waiting()), (Heard::Overtaken, Some(8)));
        assert_eq!(Outbox::kept(3, 9).waiting(), None);
    }
}
