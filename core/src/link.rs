//! Access links: making, renewing and revoking them (design section 4).
//!
//! Links are one of the stores outside the log. A command carries the hash of a secret that was
//! drawn elsewhere: the secret itself is never here.

use serde::{Deserialize, Serialize};

use crate::access::{Actor, Change, Link, LinkRole, Right};
use crate::command::Decide;
use crate::ids::{LinkId, PromiseId};
use crate::room::{Context, Outcome, Room};
use crate::time::Date;
use crate::{Refusal, limits, promise, text};

/// `link.make`: makes a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Make {
    /// Id of the new link, chosen by the sender.
    pub link: LinkId,
    /// What it allows.
    pub role: LinkRole,
    /// For whom or what it is.
    pub label: String,
    /// Last day on which it works; none for no end.
    #[serde(default)]
    pub until: Option<Date>,
    /// For an owner link, and for that alone: the promises it is about, of one owner of one party.
    #[serde(default)]
    pub promises: Vec<PromiseId>,
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
}

impl Decide for Make {
    const RIGHT: Right = Right::Leader;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        if room.links.contains_key(&self.link) {
            return Err(Refusal::IdTaken);
        }
        if room.links.len() >= limits::LINKS {
            return Err(Refusal::ListFull { max: limits::LINKS });
        }
        let too_far = |until: Date| until < context.today || until.year() > context.today.year() + 10;
        if self.until.is_some_and(too_far) {
            return Err(Refusal::DateOutOfRange);
        }
        // Everybody who has it can send in, so it must not stay open by itself.
        if self.role == LinkRole::Intake && self.until.is_none() {
            return Err(Refusal::EndNeeded);
        }
        if self.role == LinkRole::Owner {
            of_one_owner(room, &self.promises)?;
        } else if !self.promises.is_empty() {
            return Err(Refusal::OwnerUnclear);
        }
        let label = text::required(&self.label, limits::NAME, context.today)?;
        let maker = match context.actor {
            Actor::Link { link, .. } => Some(link),
            Actor::Seat { .. } | Actor::System => None,
        };
        let link = Link {
            link: self.link,
            role: self.role,
            label,
            until: self.until,
            maker,
            made_on: Some(context.today),
            used_on: None,
            meeting: None,
            cards: None,
            promises: self.promises.clone(),
            secret_hash: self.secret_hash,
        };
        Ok(Outcome { links: vec![Change::Put(link)], ..Outcome::default() })
    }
}

/// Whether these are promises of one owner of one party, at least one.
fn of_one_owner(room: &Room, promises: &[PromiseId]) -> Result<(), Refusal> {
    let mut owners = Vec::new();
    for promise in promises {
        let promise = promise::standing(room, *promise)?;
        owners.push((promise.party, &promise.owner));
    }
    owners.dedup();
    if owners.len() == 1 { Ok(()) } else { Err(Refusal::OwnerUnclear) }
}

/// `link.cover`: says anew which promises an owner link is about, as when its owner makes another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// Which link.
    pub link: LinkId,
    /// The promises, of one owner of one party.
    pub promises: Vec<PromiseId>,
}

impl Decide for Cover {
    const RIGHT: Right = Right::Leader;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let link = room.links.get(&self.link).filter(|link| link.role == LinkRole::Owner);
        let link = link.ok_or(Refusal::NotFound)?;
        if link.promises == self.promises {
            return Err(Refusal::AlreadyDone);
        }
        of_one_owner(room, &self.promises)?;
        let link = Link { promises: self.promises.clone(), ..link.clone() };
        Ok(Outcome { links: vec![Change::Note(link)], ..Outcome::default() })
    }
}

/// `link.renew`: gives a link another secret. Who has the old one is shut out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renew {
    /// Which link.
    pub link: LinkId,
    /// SHA-256 of the new secret.
    pub secret_hash: [u8; 32],
}

impl Decide for Renew {
    const RIGHT: Right = Right::Leader;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let link = room.links.get(&self.link).ok_or(Refusal::NotFound)?;
        let link = Link { secret_hash: self.secret_hash, ..link.clone() };
        Ok(Outcome { links: vec![Change::Put(link)], ..Outcome::default() })
    }
}

/// `link.revoke`: ends a link. The last leader link stays, or nobody could ever come in again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoke {
    /// Which link.
    pub link: LinkId,
}

impl Decide for Revoke {
    const RIGHT: Right = Right::Leader;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let link = room.links.get(&self.link).ok_or(Refusal::NotFound)?;
        // One that ends is no safe way in.
        let leads = |other: &Link| other.role == LinkRole::Leader && other.until.is_none();
        let others = room
            .links
            .values()
            .filter(|other| other.link != self.link && leads(other) && other.works_on(context.today));
        if link.role == LinkRole::Leader && others.count() == 0 {
            return Err(Refusal::LastLeader);
        }
        Ok(Outcome { links: vec![Change::Remove(self.link)], ..Outcome::default() })
    }
}
