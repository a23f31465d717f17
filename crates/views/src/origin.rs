//! Where a rule comes from: its text, the rules of other layers that it stands over or under, and what speaks against it.

use facts::Day;
use rulebook::{Certainty, Citation, Clause, Conflict, Layer, Rule, Rulebook};

use crate::words;

/// The text that a rule stands on: `《中国共产党支部工作条例（试行）》第十一条`, `本标准 L1`.
pub fn source_of(rulebook: &Rulebook, rule: &Rule) -> String {
    let clause = || rulebook.clause_of(rule).map(|clause: &Clause| clause.id.as_str()).unwrap_or_default();
    match (&rule.origin.citation, rule.origin.layer) {
        (Some(citation), _) => cited(citation),
        (None, Layer::Local(_)) => "本单位的叠加层".to_owned(),
        (None, _) => format!("本标准 {}", clause()),
    }
}

fn cited(citation: &Citation) -> String {
    let article = citation.article.as_deref().unwrap_or_default();
    let certainty = match citation.certainty {
        Certainty::Read => "",
        Certainty::Practice => "（通行的说法，没有看过原文）",
        Certainty::Unverified => "（未核对）",
    };
    format!("《{}》{article}{certainty}", citation.instrument)
}

/// The rules of lower layers that a rule has given way to.
pub fn tightened_by<'a>(rulebook: &'a Rulebook, rule: &Rule) -> Vec<&'a Rule> {
    rulebook.rules.iter().filter(|other| other.origin.tightens.contains(&rule.slug)).collect()
}

/// What is to be known of a rule beside its own text: who tightens it, whether it is enforced, what speaks against it.
pub fn remarks(rulebook: &Rulebook, rule: &Rule) -> Vec<String> {
    let mut remarks: Vec<String> = Vec::new();
    remarks.extend(rule.origin.tightens.iter().map(|upper| format!("加严 {upper}")));
    for lower in tightened_by(rulebook, rule) {
        remarks.push(format!("由 {} 加严，{}起不另出结果", lower.slug, words::day(lower.from.max(rule.from))));
    }
    remarks.extend(rule.replaces.iter().map(|replaced| format!("{}起替代 {replaced}", words::day(rule.from))));
    remarks.extend(enforcement(rulebook, rule));
    remarks.extend(rulebook.conflicts_of(rule.clause).map(conflict));
    remarks
}

/// Since when a rule is enforced, and since when not.
fn enforcement(rulebook: &Rulebook, rule: &Rule) -> Option<String> {
    let parameter = rulebook.parameters.get(rule.origin.enforced?)?;
    let since = parameter.values.iter().map(|value| {
        let word = if value.value.0 == 0 { "不执行，只作建议，不计分" } else { "执行" };
        format!("{}起{word}（{}）", words::day(value.from), value.source)
    });
    Some(format!("参数“{}”：{}", parameter.name, since.collect::<Vec<_>>().join("，")))
}

fn conflict(conflict: &Conflict) -> String {
    format!("抵触：{}，{}起，{}", cited(&conflict.citation), words::day(conflict.from), conflict.statement)
}

/// The chain from a rule up to the highest one that it stands for, each with its text and dates; then what enforces it
/// and what speaks against it.
pub fn origin(rulebook: &Rulebook, rule: &Rule) -> Vec<String> {
    let mut lines = vec![format!("{}，{}", link(rulebook, rule), span(rule.from, rule.until))];
    let mut seen = vec![rule.slug.as_str()];
    let mut at = vec![rule];
    while let Some(lower) = at.pop() {
        let above = lower.origin.tightens.iter().map(|slug| (slug, "加严的是"));
        let above: Vec<_> = above.chain(lower.replaces.iter().map(|slug| (slug, "替代的是"))).collect();
        for (slug, word) in above {
            let Some((_, upper)) = rulebook.rule_named(slug).filter(|_| !seen.contains(&slug.as_str())) else {
                continue;
            };
            seen.push(slug);
            let last = if word == "替代的是" { upper.until } else { upper.origin.until };
            lines.push(format!("{word}{}，{}", link(rulebook, upper), span(upper.from, last)));
            at.push(upper);
        }
    }
    lines.extend(tightened_by(rulebook, rule).iter().map(|lower| format!("加严它的是{}", link(rulebook, lower))));
    lines.extend(enforcement(rulebook, rule));
    lines.extend(rulebook.conflicts_of(rule.clause).map(conflict));
    lines
}

fn link(rulebook: &Rulebook, rule: &Rule) -> String {
    let layer = rule.origin.layer.label();
    format!("{layer}的规则“{}”（{}），依据{}", rule.title, rule.slug, source_of(rulebook, rule))
}

fn span(from: Day, until: Day) -> String {
    match until == Day::LATEST {
        true => format!("{}起有效", words::day(from)),
        false => format!("{}到{}有效", words::day(from), words::day(until)),
    }
}
