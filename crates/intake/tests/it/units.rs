//! Units in titles, headers and rows below headers: what can be converted is, and every such column is pointed out.

use crate::support::{check, import_text, refused};

fn notes(text: &str) -> Vec<String> {
    let (_, _, drafted) = import_text("表.csv", text);
    drafted.notes.into_iter().map(|note| format!("{} {}", note.cell, note.text)).collect()
}

const MINUTES: &str = "按分钟读，60 分钟算 1 学时，不足 0.01 学时的舍去";

#[test]
fn a_row_of_units_below_the_header_is_read_as_units_of_its_columns() {
    let hours = "第一党支部2019年教育培训台账\n序号,时间,参训人员,学时,备注\n单位,,,分钟,\n1,3月5日,张三,90,\n2,3月6日,李四,50,\n\
                 序号,时间,参训人员,学时,备注\n单位,,,分钟,\n3,3月7日,李四,1.5学时,\n";
    let facts = [
        "2019-03-05 training trainee=张三 hours=1.5",
        "2019-03-06 training trainee=李四 hours=0.83",
        "2019-03-07 training trainee=李四 hours=1.5",
    ];
    check("表.csv", hours, &facts, &[]);
    assert_eq!(
        notes(hours),
        [format!("D2 {MINUTES}"), "A6 重复的表头，不作为记录".into(), "A7 重复的表头，不作为记录".into()]
    );
    let dues = "第一党支部2019年党费收缴表\n姓名,1月,2月,合计\n,角,（分）,元\n张三,250,2500,50\n";
    let facts = [
        "2019-01-31 dues-paid payer=张三 amount=25元 month=2019-01",
        "2019-02-28 dues-paid payer=张三 amount=25元 month=2019-02",
    ];
    check("表.csv", dues, &facts, &[]);
    assert_eq!(notes(dues), ["B2 按角读，已换算成元", "C2 按分读，已换算成元"]);
    let own = "第一党支部2019年教育培训台账\n时间,参训人员,学时（含自学）\n,,小时\n3月5日,张三,2小时\n";
    check("表.csv", own, &["2019-03-05 training trainee=张三 hours=2"], &[]);
}

#[test]
fn points_are_no_part_of_a_yuan() {
    let text = "2019年星级评定表\n党支部,评定日期,星级（分）,评定年度\n第一党支部,2019-12-20,4,2019年\n";
    assert_eq!(notes(text), [""; 0]);
}

#[test]
fn a_row_of_other_units_below_a_second_header_is_refused() {
    let text = "第一党支部2019年教育培训台账\n时间,参训人员,学时\n,,分钟\n3月5日,张三,90\n时间,参训人员,学时\n,,小时\n3月6日,李四,2\n";
    let taken = ["2019-03-05 training trainee=张三 hours=1.5"];
    check("表.csv", text, &taken, &["C6 Row OtherHeader 小时", "A7 Row OtherHeader 3月6日"]);
}

#[test]
fn units_of_titles_and_headers_are_converted_or_refused() {
    let wages = "党组织信息表\n单位：人、万元\n党组织名称,组织类别,上级党组织,成立时间,职工人数,上年度工资总额\n\
                 第三党支部,党支部,某集团党委,2010-01-01,30,240\n";
    let (_, _, drafted) = import_text("党组织.csv", wages);
    let wage_bill = drafted.facts.iter().find_map(|fact| fact.values.get("wage-bill"));
    assert_eq!(wage_bill, Some(&facts::Value::Money(facts::Fen(240_000_000))));
    for (title, header) in
        [("", "学时（分钟）"), ("", "学时（分）"), ("单位：分钟\n", "学时"), ("（单位：分）\n", "学时")]
    {
        let text = format!("第一党支部2019年学时登记表\n{title}姓名,培训时间,{header}\n李四,3月5日,20\n");
        check("学时.csv", &text, &["2019-03-05 training trainee=李四 hours=0.33"], &[]);
        assert!(notes(&text)[0].ends_with(MINUTES), "{title}{header}");
    }
    let cell = "第一党支部2019年学时登记表\n姓名,培训时间,学时\n李四,3月5日,90分钟\n";
    check("学时.csv", cell, &["2019-03-05 training trainee=李四 hours=1.5"], &[]);
    for (title, header) in [("", "学时（天）"), ("（单位：天）\n", "学时")] {
        let text = format!("第一党支部2019年学时登记表\n{title}姓名,培训时间,{header}\n李四,3月5日,20\n");
        let (_, _, drafted) = import_text("学时.csv", &text);
        assert_eq!(drafted.facts.len(), 0, "{title}{header}");
        assert!(refused(&drafted)[0].contains("Row OtherUnit 20"), "{title}{header}: {:?}", refused(&drafted));
    }
    for (title, header, amount) in [("", "1月（分）", "2500"), ("单位：角\n", "1月", "250"), ("", "1月", "250角")]
    {
        let text = format!("第一党支部2019年党费收缴台账\n{title}姓名,{header}\n李四,{amount}\n");
        check("党费.csv", &text, &["2019-01-31 dues-paid payer=李四 amount=25元 month=2019-01"], &[]);
    }
    let ten_thousands = "第一党支部2019年党费收缴台账（单位：万元）\n姓名,1月\n李四,0.0025\n";
    check("党费.csv", ten_thousands, &["2019-01-31 dues-paid payer=李四 amount=25元 month=2019-01"], &[]);
}
