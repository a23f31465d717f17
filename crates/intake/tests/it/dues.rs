//! What was paid for a month, a quarter, half a year or a year, in the words of those who keep the books.

use crate::support::{check, import_text, refused};

#[test]
fn amounts_in_words_are_read_and_a_word_alone_is_no_amount() {
    let text = "第一党支部2019年党费收缴台账\n姓名,月应缴,1月,2月,3月\n张三,12.5,12元5角,12块5毛,12元50分\n\
                李四,20,已交,√,20元整\n王五,0.5,5角,,12元50角\n";
    let facts = [
        "2019-01-01 dues-base-set payer=张三 due=12.5元",
        "2019-01-31 dues-paid payer=张三 amount=12.5元 month=2019-01",
        "2019-02-28 dues-paid payer=张三 amount=12.5元 month=2019-02",
        "2019-01-01 dues-base-set payer=李四 due=20元",
        "2019-03-31 dues-paid payer=李四 amount=20元 month=2019-03",
        "2019-03-28 dues-base-set payer=王五 due=0.5元",
        "2019-01-31 dues-paid payer=王五 amount=0.5元 month=2019-01",
    ];
    let refused = [
        "E3 Cell OtherUnit 12元50分",
        "C4 Cell PaidWithoutAmount 已交",
        "D4 Cell PaidWithoutAmount √",
        "E5 Cell OtherUnit 12元50角",
    ];
    check("党费.csv", text, &facts, &refused);
}

#[test]
fn a_review_counts_from_its_own_day() {
    let text = "党费核定表\n党支部,日期,姓名,月缴纳基数,月应交\n第一党支部,2019-01-05,张三,3000,15\n\
                第一党支部,2019年7月,张三,6000,90\n第一党支部,明年,李四,3000,15\n第一党支部,,王五,3000,15\n";
    let facts = [
        "2019-01-05 dues-base-set payer=张三 base=3000元 due=15元",
        "2019-07-01 dues-base-set payer=张三 base=6000元 due=90元",
    ];
    check("核定.csv", text, &facts, &["B5 Row NotADate 明年", "A6 Row SheetWithoutYear 第一党支部"]);
}

#[test]
fn a_payment_covers_the_months_that_it_says() {
    let text = "党费收缴登记表\n党支部,姓名,所属月份,金额\n第一党支部,张三,2019.1-2019.6,90\n\
                第一党支部,张三,2019年7月至2019年9月,45\n第一党支部,李四,2019年,180\n第一党支部,王五,2019年2-4月,45\n\
                第一党支部,王五,2019.7-2020.6,45\n";
    let facts = [
        "2019-06-30 dues-paid payer=张三 amount=90元 month=2019-H1",
        "2019-09-30 dues-paid payer=张三 amount=45元 month=2019-Q3",
        "2019-12-31 dues-paid payer=李四 amount=180元 month=2019",
    ];
    check("党费.csv", text, &facts, &["C6 Row NotAPeriod 2019年2-4月", "C7 Row NotAPeriod 2019.7-2020.6"]);
}

#[test]
fn columns_of_quarters_and_half_years() {
    let text = "第一党支部2019年党费收缴表\n姓名,一季度,第二季度,下半年,合计\n张三,75,75,150,300\n李四,60,未交,,60\n";
    let facts = [
        "2019-03-31 dues-paid payer=张三 amount=75元 month=2019-Q1",
        "2019-06-30 dues-paid payer=张三 amount=75元 month=2019-Q2",
        "2019-12-31 dues-paid payer=张三 amount=150元 month=2019-H2",
        "2019-03-31 dues-paid payer=李四 amount=60元 month=2019-Q1",
    ];
    check("党费.csv", text, &facts, &[]);
    let year_at_once = "第一党支部2019年党费收缴表\n姓名,月应交,一季度,二季度,三季度,四季度\n张三,20,240,,,\n";
    let due = ["2019-01-01 dues-base-set payer=张三 due=20元"];
    check("党费.csv", year_at_once, &due, &["C3 Cell SeveralMonths 240"]);
    // Beside its months a quarter is their sum.
    let sums = "第一党支部2019年党费收缴表\n姓名,1月,2月,3月,一季度\n张三,25,25,25,75\n";
    let months = [
        "2019-01-31 dues-paid payer=张三 amount=25元 month=2019-01",
        "2019-02-28 dues-paid payer=张三 amount=25元 month=2019-02",
        "2019-03-31 dues-paid payer=张三 amount=25元 month=2019-03",
    ];
    check("党费.csv", sums, &months, &["E3 Column UnknownColumn 75"]);
}

#[test]
fn what_is_owed_beside_what_was_paid_is_refused_once_and_the_payment_taken() {
    for header in ["所属月份,应缴,实缴", "所属期间,应缴党费,实缴党费", "缴费月份,应交金额,实交金额"]
    {
        let text = format!(
            "第一党支部党费收缴明细\n姓名,{header},备注\n张三,2019年1月,25,25,\n李四,2019年1月,20,15,少交\n李四,2019年2月,20,,\n"
        );
        let facts = [
            "2019-01-31 dues-paid payer=张三 amount=25元 month=2019-01",
            "2019-01-31 dues-paid payer=李四 amount=15元 month=2019-01 note=少交",
        ];
        let refused = ["D5 Row MissingField （空）", "C3 Column OwedBesidePaid 25（这一列共 2 格）"];
        check("党费.csv", &text, &facts, &refused);
    }
}

#[test]
fn a_table_of_what_is_owed_alone_is_refused_once_for_the_column_that_it_lacks() {
    let text = "第一党支部党费收缴明细\n姓名,应缴党费,所属月份\n张三,25,2019年1月\n李四,25,2019年1月\n";
    check("党费.csv", text, &[], &["A2 Sheet NoColumn 第一党支部党费收缴明细"]);
    let (_, _, drafted) = import_text("党费.csv", text);
    assert!(drafted.refused[0].advice.contains("“交纳金额”"), "{}", drafted.refused[0].advice);
}

const ACROSS: &str = "第一党支部2019年党费交纳表\n月份,张三,李四,王五,合计\n1月,20,15,5,40\n2月,20,15,未交,35\n\
                      3月,,15,5,20\n合计,40,45,10,95\n";

#[test]
fn dues_with_members_across_and_months_down_are_payments_of_each() {
    let expected = [
        "2019-01-31 dues-paid payer=张三 amount=20元 month=2019-01",
        "2019-01-31 dues-paid payer=李四 amount=15元 month=2019-01",
        "2019-01-31 dues-paid payer=王五 amount=5元 month=2019-01",
        "2019-02-28 dues-paid payer=张三 amount=20元 month=2019-02",
        "2019-02-28 dues-paid payer=李四 amount=15元 month=2019-02",
        "2019-03-31 dues-paid payer=李四 amount=15元 month=2019-03",
        "2019-03-31 dues-paid payer=王五 amount=5元 month=2019-03",
    ];
    for corner in ["月份", "姓名/月份", "月份\\姓名", "", "所属月份"] {
        check("党费.csv", &ACROSS.replace("月份,张三", &format!("{corner},张三")), &expected, &[]);
    }
    check("党费.csv", &ACROSS.replace("1月", "2019年1月"), &expected, &[]);
}

#[test]
fn what_is_wrong_in_dues_with_members_across_is_refused_in_its_place() {
    let wrong = ACROSS.replace("王五", "周九").replace("2月,20", "2月,免").replace("3月,,15,5,20", "3月,,15,5,21");
    let expected = [
        "2019-01-31 dues-paid payer=张三 amount=20元 month=2019-01",
        "2019-01-31 dues-paid payer=李四 amount=15元 month=2019-01",
        "2019-02-28 dues-paid payer=李四 amount=15元 month=2019-02",
        "2019-03-31 dues-paid payer=李四 amount=15元 month=2019-03",
    ];
    let refused = ["B4 Cell Exempt 免", "D3 Column ColumnOfStranger 5（这一列共 2 格：D3、D5）"];
    check("党费.csv", &wrong, &expected, &refused);
    let total = ACROSS.replace("5,40", "5,41");
    assert_eq!(refused_of(&total), ["E3 Cell TotalDiffers 41"]);
    // A whole year in its first month says nothing of the others.
    let at_once = "第一党支部2019年党费交纳表\n月份,张三,李四,备注\n1月,240,180,全年一次交清\n";
    assert_eq!(refused_of(at_once), ["B3 Row SeveralMonths 240", "C3 Row SeveralMonths 180"]);
    assert_eq!(refused_of(&ACROSS.replace("2019年", "")).first().map(String::as_str), Some("A3 Row NotAPeriod 1月"));
    // Numbers of members and months may be anything where no title says what.
    assert_eq!(import_text("表.csv", &ACROSS.replace("党费交纳", "情况")).2.facts, []);
}

fn refused_of(text: &str) -> Vec<String> {
    refused(&import_text("表.csv", text).2)
}
