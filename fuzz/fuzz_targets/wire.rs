//! The wire form of facts: what can be read is written and read again as the same.

#![no_main]

use facts::{Fact, Value, wire};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|text: &str| -> Corpus {
    let fact = match wire::decode(text) {
        Ok(fact) => fact,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return Corpus::Keep;
        }
    };
    let bytes = wire::encode(&fact);
    assert_eq!(wire::decode(&bytes).ok().as_ref(), Some(&fact), "{bytes}");
    assert_eq!(wire::encode(&wire::decode(&bytes).unwrap()), bytes, "one fact, two writings");
    days_can_be_reckoned_with(&fact);
    Corpus::Keep
});

/// What the roster and the engine do with days and instants must not overflow on what a ledger can hold.
fn days_can_be_reckoned_with(fact: &Fact) {
    let recorded = fact.recorded_at.day();
    assert!(!fact.recorded_at.to_string().is_empty() && !recorded.to_string().is_empty());
    for day in [fact.occurred.first, fact.occurred.last] {
        let _ = recorded.days_since(day);
        assert!(day.plus_months(1) >= day && day.plus_days(1) >= day);
        assert_eq!(day.to_string().parse(), Ok(day));
    }
    for value in fact.values.values() {
        if let Value::Period(period) = value {
            let (first, last) = period.days().unwrap();
            assert!(first <= last && period.middle().is_some_and(|middle| (first..=last).contains(&middle)));
        }
    }
}
