//! Charts as inline SVG.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Width of a chart, in pixels of its own; the page scales it.
const WIDTH: u32 = 900;
/// Height of a row of bars.
const ROW: i32 = 22;
/// Width of the names left of bars.
const NAMES: i32 = 260;
/// Longest name, in characters.
const LONGEST: usize = 38;
const FONT: &str = "sans-serif";
const BAR: RGBColor = RGBColor(47, 111, 159);

type Drawn = Result<(), Box<dyn std::error::Error>>;

fn svg(
    height: u32,
    draw: impl FnOnce(&DrawingArea<SVGBackend<'_>, plotters::coord::Shift>) -> Drawn,
) -> String {
    let mut out = String::new();
    let root = SVGBackend::with_string(&mut out, (WIDTH, height)).into_drawing_area();
    // Drawing into memory does not fail; a chart that could not be drawn is left out.
    let drawn = draw(&root).and_then(|()| Ok(root.present()?));
    drop(root);
    if drawn.is_ok() { out } else { String::new() }
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Horizontal bars with their counts.
pub(super) fn bars(rows: &[(&str, usize)]) -> String {
    let most = rows.iter().map(|row| row.1).max().unwrap_or(1).max(1) as f64;
    let room = f64::from(WIDTH as i32 - NAMES - 80);
    svg((rows.len() as i32 * ROW + 8) as u32, |root| {
        let style = (FONT, 14).into_text_style(root);
        let name = style.pos(Pos::new(HPos::Right, VPos::Center));
        let count = style.pos(Pos::new(HPos::Left, VPos::Center));
        for (number, (label, value)) in rows.iter().enumerate() {
            let top = number as i32 * ROW + 4;
            let end = NAMES + (*value as f64 / most * room) as i32;
            root.draw(&Text::new(short(label), (NAMES - 8, top + ROW / 2), name.clone()))?;
            root.draw(&Rectangle::new([(NAMES, top + 3), (end, top + ROW - 3)], BAR.filled()))?;
            root.draw(&Text::new(value.to_string(), (end + 6, top + ROW / 2), count.clone()))?;
        }
        Ok(())
    })
}

/// Counts along time, in order; labels stand where there is room.
pub(super) fn timeline(points: &[(&str, usize)]) -> String {
    let most = points.iter().map(|p| p.1).max().unwrap_or(1);
    svg(260, |root| {
        let mut chart = ChartBuilder::on(root)
            .margin(10)
            .x_label_area_size(30)
            .y_label_area_size(45)
            .build_cartesian_2d((0..points.len().max(2) - 1).into_segmented(), 0..most + 1)?;
        let label = |at: &SegmentValue<usize>| match at {
            SegmentValue::CenterOf(n) | SegmentValue::Exact(n) => {
                points.get(*n).map_or(String::new(), |point| point.0.to_owned())
            }
            SegmentValue::Last => String::new(),
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .x_labels(8)
            .y_labels(5)
            .x_label_formatter(&label)
            .label_style((FONT, 12))
            .draw()?;
        let bars = points.iter().enumerate().map(|(n, point)| (n, point.1));
        chart.draw_series(Histogram::vertical(&chart).style(BAR.filled()).margin(1).data(bars))?;
        Ok(())
    })
}

/// A square of counts between names: darker is more.
pub(super) fn matrix(names: &[&str], count: impl Fn(&str, &str) -> usize) -> String {
    let side = names.len() as i32;
    let cell = (i32::try_from(WIDTH).unwrap_or(900) - 60) / side.max(8);
    let cell = cell.min(44);
    let most =
        names.iter().flat_map(|a| names.iter().map(|b| count(a, b))).max().unwrap_or(1).max(1);
    svg((side * cell + 40) as u32, |root| {
        let style = (FONT, 13).into_text_style(root).pos(Pos::new(HPos::Center, VPos::Center));
        for (row, one) in names.iter().enumerate() {
            let y = 34 + row as i32 * cell;
            let x = 50 + row as i32 * cell;
            root.draw(&Text::new((*one).to_owned(), (24, y + cell / 2), style.clone()))?;
            root.draw(&Text::new((*one).to_owned(), (x + cell / 2, 16), style.clone()))?;
            for (column, other) in names.iter().enumerate() {
                let x = 50 + column as i32 * cell;
                let value = count(one, other);
                let shade = if one == other { 0.0 } else { value as f64 / most as f64 };
                let place = [(x, y), (x + cell - 2, y + cell - 2)];
                let fill = if value == 0 {
                    RGBAColor(128, 128, 128, 0.08)
                } else {
                    BAR.mix(0.15 + 0.85 * shade)
                };
                root.draw(&Rectangle::new(place, fill.filled()))?;
                if value > 0 {
                    let colour = if shade > 0.5 { &WHITE } else { &BLACK };
                    let style = style.color(colour);
                    root.draw(&Text::new(value.to_string(), (x + cell / 2, y + cell / 2), style))?;
                }
            }
        }
        Ok(())
    })
}
