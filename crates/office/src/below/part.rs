//! A part of a long list: which page of how many.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// From 1.
    pub page: usize,
    pub pages: usize,
    at_a_time: usize,
}

impl Part {
    /// A page behind the last is the last; a list without rows has one page.
    pub fn of(page: usize, rows: usize, at_a_time: usize) -> Part {
        let pages = rows.div_ceil(at_a_time).max(1);
        Part { page: page.clamp(1, pages), pages, at_a_time }
    }

    pub fn rows<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        all.chunks(self.at_a_time).nth(self.page - 1).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn a_list_is_had_page_by_page_and_no_page_lies_outside_it() {
        let all: Vec<usize> = (0..250).collect();
        let of = |page: usize| Part::of(page, all.len(), 100);
        let seen: Vec<usize> = (1..=3).flat_map(|page| of(page).rows(&all).to_vec()).collect();
        assert_eq!(seen, all);
        assert_eq!((of(0), of(9)), (of(1), of(3)));
        let nothing = Part::of(1, 0, 100);
        assert_eq!((nothing.pages, nothing.rows::<usize>(&[])), (1, &[][..]));
    }
}
