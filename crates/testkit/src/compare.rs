//! Holds the findings of two evaluators against each other and says readably where they differ.
//!
//! Nothing is forgiven but one thing: the order of findings that share rule, subject and period, of which the
//! semantics say nothing.

use std::fmt::Write as _;

use facts::Period;
use findings::{Finding, Subject};

/// How many differences are written out; the rest is counted.
const SHOWN: usize = 5;

/// Compares what the engine found with what the reference found.
///
/// # Errors
/// Where they differ: the first differences, each with both findings, and how many more there are.
pub fn compare(fast: &[Finding], slow: &[Finding]) -> Result<(), String> {
    let mut differences = Vec::new();
    let mut unmatched: Vec<&Finding> = slow.iter().collect();
    let mut unexpected = Vec::new();
    for finding in fast {
        match unmatched.iter().position(|other| *other == finding) {
            Some(position) => drop(unmatched.remove(position)),
            None => unexpected.push(finding),
        }
    }
    for finding in unexpected {
        let partner = unmatched.iter().position(|other| key(other) == key(finding));
        match partner.map(|position| unmatched.remove(position)) {
            Some(other) => differences.push(difference(finding, other)),
            None => differences.push(format!("{}\n  only the engine finds   {}\n", title(finding), all(finding))),
        }
    }
    for finding in unmatched {
        differences.push(format!("{}\n  only the reference finds {}\n", title(finding), all(finding)));
    }
    if differences.is_empty() {
        return same_order(fast, slow);
    }
    let mut text = format!("{} findings differ\n", differences.len());
    for difference in differences.iter().take(SHOWN) {
        text.push_str(difference);
    }
    if differences.len() > SHOWN {
        let _ = writeln!(text, "… and {} more", differences.len() - SHOWN);
    }
    Err(text)
}

fn same_order(fast: &[Finding], slow: &[Finding]) -> Result<(), String> {
    for (position, (fast, slow)) in fast.iter().zip(slow).enumerate() {
        if key(fast) != key(slow) {
            return Err(format!(
                "the same findings in another order, from the {}th on:\n  engine    {}\n  reference {}\n",
                position + 1,
                title(fast),
                title(slow)
            ));
        }
    }
    Ok(())
}

fn key(finding: &Finding) -> (usize, &Subject, Period) {
    (finding.rule, &finding.subject, finding.period)
}

fn title(finding: &Finding) -> String {
    format!("rule {} · {:?} · {}", finding.rule, finding.subject, finding.period)
}

fn all(finding: &Finding) -> String {
    fields(finding).iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

fn fields(finding: &Finding) -> [(&'static str, String); 7] {
    [
        ("status", finding.status.slug().to_owned()),
        ("due", format!("{:?}", finding.due)),
        ("changes_on", format!("{:?}", finding.changes_on)),
        ("missing", format!("{:?}", finding.missing)),
        ("evidence", format!("{:?}", finding.evidence)),
        ("late_records", finding.late_records.to_string()),
        ("latest_by_days", finding.latest_by_days.to_string()),
    ]
}

/// Only the fields in which two findings of one key differ.
fn difference(fast: &Finding, slow: &Finding) -> String {
    let mut text = format!("{}\n", title(fast));
    for ((name, fast), (_, slow)) in fields(fast).into_iter().zip(fields(slow)) {
        if fast != slow {
            let _ = writeln!(text, "  {name}: engine {fast}, reference {slow}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use rulebook::Status;

    use super::*;

    fn finding(rule: usize, status: Status) -> Finding {
        Finding::bare(rule, Subject::Organisation, Period::Standing, status)
    }

    #[test]
    fn the_same_findings_agree() {
        let findings = [finding(0, Status::Met), finding(1, Status::Missed)];
        assert_eq!(compare(&findings, &findings), Ok(()));
    }

    #[test]
    fn what_differs_is_named_with_both_values() {
        let text = compare(&[finding(0, Status::Met)], &[finding(0, Status::Missed)]).unwrap_err();
        assert!(text.contains("rule 0 · Organisation · standing\n  status: engine met, reference missed"), "{text}");
    }

    #[test]
    fn what_only_one_finds_is_named() {
        let one = [finding(0, Status::Met)];
        assert!(compare(&one, &[]).unwrap_err().contains("only the engine finds"));
        assert!(compare(&[], &one).unwrap_err().contains("only the reference finds"));
    }

    #[test]
    fn another_order_is_a_difference() {
        let (first, second) = (finding(0, Status::Met), finding(1, Status::Met));
        let text = compare(&[first.clone(), second.clone()], &[second, first]).unwrap_err();
        assert!(text.contains("another order"), "{text}");
    }
}
