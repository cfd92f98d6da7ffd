//! Tables and times for people.

use crate::aws::progress::text::escaped;
use aws_sdk_cloudformation::primitives::{DateTime, DateTimeFormat};

/// Columns under each other; the last one ends where its text does. What a terminal would obey is shown.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| escaped(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(String::as_str);
        cells.chain(head.get(column).copied()).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    let mut out = line(&mut head.iter().copied());
    out.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    out
}

/// A time in seconds since 1970, as `2026-11-27 06:53:06`, in UTC.
pub fn time(seconds: f64) -> String {
    let text = DateTime::from_secs(seconds as i64).fmt(DateTimeFormat::DateTime).unwrap_or_default();
    text.trim_end_matches('Z').replace('T', " ")
}

/// The same for machines: `2026-11-27T06:53:06Z`.
pub fn stamp(seconds: f64) -> String {
    DateTime::from_secs(seconds as i64).fmt(DateTimeFormat::DateTime).unwrap_or_default()
}

/// A count and what is counted.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::{count, stamp, table, time};

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [vec!["eu".to_string(), "tap-dev".to_string()], vec!["us-east-1".to_string(), String::new()]];
        assert_eq!(table(&["region", "stack"], &rows), "region     stack\neu         tap-dev\nus-east-1\n");
    }

    #[test]
    fn times_are_in_utc() {
        assert_eq!(time(1_795_762_386.7), "2026-11-27 06:53:06");
        assert_eq!(stamp(0.0), "1970-01-01T00:00:00Z");
        assert_eq!((count(1, "stack", "stacks"), count(0, "stack", "stacks")), ("1 stack".to_string(), "0 stacks".to_string()));
    }
}
