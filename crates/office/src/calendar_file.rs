//! A plan as a calendar file (iCalendar): one event a day's item, for phones and mail programs.
//!
//! An item has the same uid in every plan that has it, so that importing a newer plan moves its event.

use icalendar::{Calendar, Component, Event, Property};
use views::PlanView;

/// The text of the calendar file.
pub fn calendar_file(plan: &PlanView) -> String {
    // Not `new`, which would say that the library made the file.
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//Wuhua//wuhua plan//ZH"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property((name, value));
    }
    calendar.name(&plan.title()).timezone("Asia/Shanghai");
    // INVARIANT (same-input-same-bytes): not the moment of writing.
    let stamp = format!("{}0101T000000Z", plan.year);
    for item in &plan.items {
        let mut event = Event::with_uid(&format!("{}@wuhua", item.id));
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
        event.add_property("DTSTAMP", &stamp);
        event.append_property(day_property("DTSTART", &item.date));
        event.append_property(day_property("DTEND", &item.ends));
        // Nobody is busy all day because of it.
        event.add_property("TRANSP", "TRANSPARENT");
        event.summary(&item.summary()).description(&details.join("\n"));
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

fn day_property(name: &str, day: &str) -> Property {
    Property::new(name, day.replace('-', "")).add_parameter("VALUE", "DATE").done()
}
