//! Tests of the report room, from outside.

mod fixture;

use fixture::night;
use tidewaiter::report::{Histogram, TableLook, page, ranked_table, write_ranked};

/// `TIDEWAITER_FIXTURE_PAGE=/tmp/report.html cargo test --test it -- --ignored the_fixture_page` to look at it.
#[test]
#[ignore = "writes a page for a person to look at"]
fn the_fixture_page() {
    let path = std::env::var("TIDEWAITER_FIXTURE_PAGE").expect("where to write the page");
    std::fs::write(path, page(&night())).expect("a writable place");
    println!("{}", ranked_table(&night().cases, TableLook { width: Some(150), fancy: true, cases: 10 }));
    println!("{}", ranked_table(&night().cases, TableLook { width: Some(80), fancy: false, cases: 3 }));
}
