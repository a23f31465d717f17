//! What must come out of the small group's books, worked out by hand from what `group`, `life` and `service` put in.

use super::Known;

/// How many facts of each kind the books hold, refused rows left out.
pub(super) const FACTS: &[(&str, usize)] = &[
    ("organisation-set-up", 5),
    ("committee-elected", 4),
    ("member-joined", 40),
    ("post-taken", 10),
    // 4 branches a quarter, but the crew's third.
    ("members-meeting", 15),
    // Crew and office each month, but the crew's March.
    ("committee-meeting", 23),
    ("party-lecture", 8),
    // 12 a branch, but the retired branch's August.
    ("theme-day", 47),
    // Secretary with committee 12, committee pairs 1 + 6, secretary with the others 30, but one.
    ("talk", 48),
    ("dues-base-set", 40),
    // 40 members, 12 months, but six blank and one refused.
    ("dues-paid", 473),
    // 30 members four times, 10 committee members seven times, but one.
    ("training", 189),
];

const CREW: &str = "澜川第一施工队党支部";
const OFFICE: &str = "澜川机关党支部";
const JOINT: &str = "澜川桥隧联合党支部";
const RETIRED: &str = "澜川离退休党支部";

/// Clause, organisation, subject, period, status on 2025-12-31.
pub(super) const FINDINGS: &[Known] = &[
    known("L1", CREW, CREW, "2025-Q2", "met"),
    known("L1", CREW, CREW, "2025-Q3", "missed"),
    known("L1", OFFICE, OFFICE, "2025-Q3", "met"),
    known("L2", CREW, CREW, "2025-03", "missed"),
    known("L2", OFFICE, OFFICE, "2025-03", "met"),
    known("L4", RETIRED, RETIRED, "2025-H2", "met"),
    known("L5", RETIRED, "柏寿山", "2025-H2", "missed"),
    known("L5", RETIRED, "柏寿山", "2025-H1", "met"),
    // The merged meeting is forbidden.
    known("L8", JOINT, "2025-05-16", "event", "breached"),
    known("L20", OFFICE, "向明辉/景秋实", "2025-H1", "met"),
    known("L21", CREW, "邵长青/席春燕", "2025", "missed"),
    known("L21", CREW, "邵长青/骆平", "2025", "met"),
    known("L22", OFFICE, "阮静宜/宁涛", "2025", "met"),
    known("L27", RETIRED, RETIRED, "2025-08", "missed"),
    known("L27", RETIRED, RETIRED, "2025-09", "met"),
    known("L28", OFFICE, "盛开", "2025", "breached"),
    known("L28", OFFICE, "岳云生", "2025", "met"),
    known("M3", CREW, "符海", "2025", "missed"),
    known("M3", CREW, "卜玉成", "2025", "met"),
    known("M9", RETIRED, "霍振国", "2025", "breached"),
    known("S12", OFFICE, OFFICE, "standing", "met"),
    known("S14", JOINT, "巫山远", "standing", "breached"),
    known("S14", OFFICE, "向明辉", "standing", "met"),
    known("S16", OFFICE, "宁涛", "2025", "met"),
    known("S20", RETIRED, RETIRED, "term", "missed"),
    known("S20", OFFICE, OFFICE, "term", "open"),
];

const fn known(
    clause: &'static str,
    organisation: &'static str,
    subject: &'static str,
    period: &'static str,
    status: &'static str,
) -> Known {
    Known { clause, organisation, subject, period, status }
}
