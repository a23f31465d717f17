//! What stands around every page: who is signed in, which organisation and day it is about, and where else to go.

use office::OrganisationId;
use office::access::{Action, WriteRecord};
use office::live::When;
use views::words;

use crate::address::Place;
use crate::download::Files;
use crate::entry::Entry;

/// One page's surroundings.
#[derive(Debug)]
pub struct Frame {
    pub title: String,
    pub visitor: String,
    /// The id of the account: what a device keeps is sent by whoever wrote it.
    pub account: String,
    pub organisation: String,
    pub place: Place,
    pub ways: Vec<Way>,
    /// The day, in words.
    pub day: String,
    pub as_of: String,
    pub known_at: String,
    /// Another day than today, or as it was known: said above everything else.
    pub past: Option<String>,
    /// Whether records are written here and now: what is seen of the past is looked at.
    pub may_write: bool,
    /// This page as it is today.
    pub today: String,
    /// The path without its query, for the form that asks for another day.
    pub path: String,
    /// What the page shows, to take away.
    pub files: Files,
}

/// An entry of the menu.
#[derive(Debug)]
pub struct Way {
    pub word: &'static str,
    pub address: String,
    pub is_here: bool,
    /// So much waits there.
    pub count: u32,
    /// What is counted.
    pub counts: &'static str,
}

/// The menu: word, path below the organisation, what one has to be allowed.
const WAYS: &[(&str, &str, Action)] = &[
    ("工作台", "", Action::SeeOrganisation),
    ("五化标准", "standard", Action::SeeOrganisation),
    ("记录", "records", Action::SeeOrganisation),
    ("会议", "meetings", Action::SeePublished),
    ("公开", "published", Action::SeePublished),
    ("党员", "members", Action::SeeOrganisation),
    ("组织", "organisation", Action::SeeOrganisation),
    ("办件", "cases", Action::SeeOrganisation),
    ("收件", "inbox", Action::Answer),
    ("党费", "registers/dues", Action::SeeOrganisation),
    ("积分", "registers/points", Action::SeeOrganisation),
    ("制度", "registers/policies", Action::SeeOrganisation),
    ("经费", "registers/funds", Action::SeeOrganisation),
    ("阵地", "registers/venues", Action::SeeOrganisation),
    ("谈话", "registers/talks", Action::SeeOrganisation),
    ("总览", "overview", Action::SeeBelow),
    ("我的", "me", Action::SeeOwn),
];

impl Frame {
    /// `here` is the path of the menu entry that the page belongs to.
    pub fn new(entry: &Entry, organisation: OrganisationId, title: &str, here: &str) -> Frame {
        let tree = entry.live().tree();
        let line = tree.line(organisation);
        let place = entry.place(organisation);
        let has_below = tree.node(organisation).is_some_and(|node| !node.below.is_empty());
        let own = entry.visitor().member.is_some_and(|(own, _)| own == organisation);
        let shown = |(_, path, action): &&(&'static str, &'static str, Action)| {
            entry.visitor().may(*action, &line)
                && (!matches!(*path, "overview" | "inbox") || has_below)
                && (*path != "me" || own)
        };
        let way = |(word, path, _): &(&'static str, &'static str, Action)| Way {
            word,
            address: place.to(path),
            is_here: *path == here,
            count: match *path {
                "" => tree.node(organisation).map_or(0, |node| node.standing.overdue),
                "inbox" => u32::try_from(tree.asked_at(organisation)).unwrap_or(u32::MAX),
                _ => 0,
            },
            counts: if *path == "inbox" { "待批" } else { "已过期" },
        };
        let path = entry.address.split('?').next().unwrap_or_default().to_owned();
        let when = entry.when();
        Frame {
            title: title.to_owned(),
            visitor: entry.visitor().name.clone(),
            account: entry.visitor().account.to_string(),
            organisation: tree.name(organisation).to_owned(),
            ways: WAYS.iter().filter(shown).map(way).collect(),
            day: words::day(when.as_of),
            as_of: when.as_of.to_string(),
            known_at: when.known_at.map(|known| known.day().to_string()).unwrap_or_default(),
            past: entry.asked().map(past),
            may_write: entry.asked().is_none() && entry.allow::<WriteRecord>(organisation).is_ok(),
            today: path.clone(),
            path,
            files: Files::new(entry),
            place,
        }
    }
}

impl Frame {
    /// The menu entry that the page belongs to.
    pub fn here(&self) -> Option<&'static str> {
        self.ways.iter().find(|way| way.is_here).map(|way| way.word)
    }
}

fn past(When { as_of, known_at }: When) -> String {
    match known_at {
        None => format!("这是截至{}的样子", words::day(as_of)),
        Some(known) => format!("这是截至{}的样子，只算{}以前已经记下的", words::day(as_of), words::instant(known)),
    }
}
