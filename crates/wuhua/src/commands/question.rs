//! What every question about findings begins with: whose ledger, as of which day, and as it was known when.

use ledger::Location;
use office::{Day, Instant};

#[derive(Debug, clap::Args)]
pub struct Question {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    pub place: Location,
    /// 评定日：看它所在的那一年，到这一天为止
    #[arg(long, value_name = "日期", value_parser = super::day)]
    pub as_of: Day,
    /// 只算到这个时刻为止记下的记录
    #[arg(long, value_name = "时刻", value_parser = super::instant)]
    pub known_at: Option<Instant>,
}
