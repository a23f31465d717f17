//! A plan, or what somebody has to do, as a calendar file (iCalendar), for phones and mail programs.
//!
//! An item has the same uid in every file that has it, so that a newer file moves its event.

use facts::Day;
use icalendar::{Calendar, Component, Event, Property};
use views::{CalendarEntry, PlanView};

/// The text of the calendar file of a plan.
pub fn calendar_file(plan: &PlanView) -> String {
    let mut calendar = empty("wuhua plan", &plan.title());
    // INVARIANT (same-input-same-bytes): not the moment of writing.
    let stamp = format!("{}0101T000000Z", plan.year);
    for item in &plan.items {
        let unusual = if item.makes_up || item.day_off { item.day_of_week() } else { String::new() };
        let clauses = item.clauses.join("、");
        let details = [
            ("日子", &unusual),
            ("责任", &item.responsible),
            ("经办", &item.handler),
            ("参加", &item.people),
            ("条款", &clauses),
        ];
        let details: Vec<String> = details
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| format!("{label}：{text}"))
            .collect();
        let texts = (item.summary(), details.join("\n"));
        calendar.push(event(&item.id, &stamp, (&item.date, &item.ends), texts));
    }
    calendar.done().to_string()
}

/// The text of a calendar that is fetched again and again; made on a day.
pub(crate) fn calendar_of_entries(name: &str, entries: &[CalendarEntry], today: Day) -> String {
    let mut calendar = empty("wuhua", name);
    // Programs that fetch more often are told not to.
    for name in ["REFRESH-INTERVAL;VALUE=DURATION", "X-PUBLISHED-TTL"] {
        calendar.append_property((name, "PT6H"));
    }
    let stamp = format!("{}T000000Z", bare(&today.to_string()));
    for entry in entries {
        let (first, ends) = (entry.day.to_string(), entry.day.plus_days(1).to_string());
        let texts = (entry.summary.clone(), entry.details.clone());
        calendar.push(event(&entry.key, &stamp, (&first, &ends), texts));
    }
    calendar.done().to_string()
}

fn empty(program: &str, name: &str) -> Calendar {
    // Not `new`, which would say that the library made the file.
    let mut calendar = Calendar::empty();
    let made_by = format!("-//Wuhua//{program}//ZH");
    for (name, value) in [("VERSION", "2.0"), ("PRODID", &made_by), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property((name, value));
    }
    calendar.name(name).timezone("Asia/Shanghai");
    calendar
}

/// Of whole days.
fn event(id: &str, stamp: &str, (first, ends): (&str, &str), (summary, details): (String, String)) -> Event {
    let mut event = Event::with_uid(&format!("{id}@wuhua"));
    event.add_property("DTSTAMP", stamp);
    event.append_property(day_property("DTSTART", first));
    event.append_property(day_property("DTEND", ends));
    // Nobody is busy all day because of it.
    event.add_property("TRANSP", "TRANSPARENT");
    event.summary(&summary).description(&details);
    event.done()
}

fn day_property(name: &str, day: &str) -> Property {
    Property::new(name, bare(day)).add_parameter("VALUE", "DATE").done()
}

fn bare(day: &str) -> String {
    day.replace('-', "")
}
