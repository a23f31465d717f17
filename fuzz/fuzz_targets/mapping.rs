//! A mapping file: what can be read comes back as it was, and steers the reading of a book without harm.

#![no_main]

use std::sync::LazyLock;

use fuzz::world::{LIMITS, RULEBOOK};
use intake::{Book, Mapping, read_book, recognise};
use libfuzzer_sys::fuzz_target;

const TABLE: &str = "\
谈心谈话记录表
序号,党支部,谈话时间,谈话人,谈话对象,方式,主要内容,备注
1,第一党支部,2019-03-05,张三,李四,面谈,思想,
2,第一党支部,3月6日,王五,张三,面谈,工作,无
3,第二党支部,2019.4,赵六,赵六,电话,家庭,请假
";

static BOOK: LazyLock<Book> = LazyLock::new(|| read_book("谈话.csv", TABLE.as_bytes(), &LIMITS).unwrap());

fuzz_target!(|text: &str| {
    match Mapping::from_text(text, &RULEBOOK) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(mapping) => {
            assert_eq!(Mapping::from_text(&mapping.to_text(), &RULEBOOK).as_ref(), Ok(&mapping));
            let recognition = recognise(&BOOK, &RULEBOOK, Some(&mapping));
            fuzz::drafts::check_book(&BOOK, &recognition);
        }
    }
});
