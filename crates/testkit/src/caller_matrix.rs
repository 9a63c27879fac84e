//! Who may call what: the tables of `generated/`, with a row for each method of each route and a column for each kind of
//! caller.

use anyhow::ensure;
use std::fs;
use std::path::Path;

/// One area of a router: its routes, each with its methods.
type Area = &'static [(&'static str, &'static [&'static str])];

/// A method of a route.
#[derive(Debug, Clone)]
pub struct Row {
    place: usize,
    /// The path, with variables.
    pub route: &'static str,
    /// The method.
    pub method: &'static str,
    /// What each caller was answered, in the order of the callers.
    pub statuses: Vec<u16>,
}

/// The rows of a router's areas, nothing answered yet, in the order in which they are to be called: the routes of `last`
/// come at the end, as they stand there.
pub fn rows(areas: &[Area], last: &[&str]) -> Vec<Row> {
    let methods = areas.iter().copied().flatten();
    let methods = methods.flat_map(|(route, methods)| methods.iter().map(move |method| (*route, *method)));
    let row = |(place, (route, method))| Row { place, route, method, statuses: Vec::new() };
    let mut rows: Vec<_> = methods.enumerate().map(row).collect();
    rows.sort_by_key(|row| last.iter().position(|route| *route == row.route).map_or(0, |position| position + 1));
    rows
}

/// Compares the answers with a table of `generated/`; writes the table where `PROVOST_TEST_ACCEPT` is set.
///
/// # Errors
/// Where they differ, with the lines that do.
pub fn check(file: &str, callers: &[&str], mut rows: Vec<Row>) -> anyhow::Result<()> {
    rows.sort_by_key(|row| row.place);
    let text = table(callers, &rows);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated").join(file);
    if std::env::var_os("PROVOST_TEST_ACCEPT").is_some() {
        fs::write(&path, &text)?;
    }
    let accepted = fs::read_to_string(&path).unwrap_or_default();
    let lines = text.lines().zip(accepted.lines());
    let differing: Vec<_> = lines.filter(|(a, b)| a != b).map(|(a, b)| format!("now {a}\nwas {b}")).collect();
    ensure!(
        text == accepted,
        "the table of callers differs from generated/{file}; if that is meant, run the test once with \
         PROVOST_TEST_ACCEPT=1 and commit the table\n{}",
        differing.join("\n")
    );
    Ok(())
}

fn table(callers: &[&str], rows: &[Row]) -> String {
    let longest = |length: fn(&Row) -> usize| rows.iter().map(length).max().unwrap_or_default();
    let method_width = longest(|row| row.method.len());
    let width = method_width + 2 + longest(|row| row.route.len());
    let line = |head: &str, cells: &mut dyn Iterator<Item = u16>| {
        let cells: Vec<_> = cells.map(|cell| format!("{cell:>4}")).collect();
        format!("{head:width$}{}\n", cells.concat())
    };
    let mut text: Vec<_> = (1..).zip(callers).map(|(number, name)| format!("{number:>2} {name}\n")).collect();
    text.push("\n".to_owned());
    text.push(line("", &mut (1..).take(callers.len())));
    for Row { route, method, statuses, .. } in rows {
        text.push(line(&format!("{method:method_width$} {route}"), &mut statuses.iter().copied()));
    }
    text.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREAS: [Area; 2] = [&[("/leave", &["POST"]), ("/a", &["GET", "DELETE"])], &[("/long/{id}", &["GET"])]];

    #[test]
    fn routes_are_called_in_one_order_and_listed_in_another() {
        let mut rows = rows(&AREAS, &["/leave"]);
        let called: Vec<_> = rows.iter().map(|row| (row.method, row.route)).collect();
        assert_eq!(called, [("GET", "/a"), ("DELETE", "/a"), ("GET", "/long/{id}"), ("POST", "/leave")]);
        rows.iter_mut().zip([[200, 404], [204, 404], [200, 200], [303, 303]]).for_each(|(row, statuses)| {
            row.statuses = statuses.to_vec();
        });
        rows.sort_by_key(|row| row.place);
        let expected = " 1 owner\n 2 nobody\n\n                     1   2\nPOST   /leave      303 303\nGET    /a          200 404\n\
                        DELETE /a          204 404\nGET    /long/{id}  200 200\n";
        assert_eq!(table(&["owner", "nobody"], &rows), expected);
        let differs = check("no such table", &["owner"], rows).unwrap_err().to_string();
        assert!(differs.contains("generated/no such table"), "{differs}");
    }
}
