//! A sheet is put in, and it is said which column is what.

use super::{
    FILE_BYTES_MAX, ImportSeen, Kept, file_spot, import_see, import_within, json, name_spot,
    outline, run,
};
use crate::Refusal;
use crate::caller::Request;
use crate::register::sheet::{self, SheetReading};
use fangxian_core::ids::ImportId;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_store::people::{
    ImportCounts, ImportState, RosterImport, header_put, header_reading, import_by_id,
    import_file_clear, import_insert, import_rows_clear, import_step,
};
use fangxian_store::places::division_by_code;
use std::collections::HashMap;

/// How long a file is kept: a week, in which what is wrong in it can be mended.
const FILE_KEPT_MS: i64 = 7 * 86_400_000;

/// Puts a sheet in, guesses what its columns are, and reads it through in the background. The same
/// id with the same file again changes nothing.
pub async fn import_put_in(
    req: &Request,
    id: ImportId,
    community: PlaceCode,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<ImportSeen, Refusal> {
    let scope = req.authorize(Act::RosterImport)?;
    if community.kind() != PlaceKind::Community || !scope.covers(&community) {
        return Err(Refusal::NotFound);
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Refusal::BadInput("文件太大，最多30MB，请分成几个文件。".to_owned()));
    }
    let seals = &req.city.keys.seals;
    let mut whole = community.as_str().as_bytes().to_vec();
    whole.extend(&bytes);
    let mac = seals.fingerprint(&whole);
    let file = seals.seal(file_spot(id), &bytes)?;
    let name: String = file_name.trim().chars().take(120).collect();
    let book = req.city.sheets.with(move |reader| sheet::outline(reader, bytes, None)).await??;
    let reading = sheet::guess(&book);
    let sheets = book.heads.into_iter().map(|head| head.name).collect();
    let mut kept = Kept { sheets, reading, may_be_cut: false, trouble: None };
    recall(req, &community, &mut kept).await?;
    let one = RosterImport {
        id,
        community: community.clone(),
        file_mac: mac,
        file_name: seals.seal(name_spot(id), name.as_bytes())?,
        put_in_by: req.caller.login.clone(),
        put_in_at: req.wall,
        state: ImportState::Uploaded,
        reading: json(&kept)?,
        last_row: 0,
        counts: ImportCounts::default(),
        closed_at: None,
        version: 1,
    };
    let asked = req.clone();
    let is_new = req
        .city
        .db
        .write(move |tx| async move {
            division_by_code(&tx, &one.community).await?.ok_or(Refusal::PlaceUnknown)?;
            if let Some(known) = import_by_id(&tx, &one.community.county(), id).await? {
                let is_same = known.file_mac == one.file_mac;
                return if is_same { Ok(false) } else { Err(Refusal::IdReused) };
            }
            import_file_clear(&tx, asked.wall.plus_ms(-FILE_KEPT_MS)).await?;
            import_insert(&tx, &one, file).await?;
            asked.deed(&tx, Act::RosterImport, &id.to_string(), "put_in")?;
            Ok(true)
        })
        .await?;
    if is_new && kept.reading.as_ref().is_some_and(SheetReading::is_enough) {
        run::check_in_background(req, id, &community).await?;
    }
    import_see(req, id).await
}

/// A list under the same headings as one before is read as that one was.
async fn recall(req: &Request, community: &PlaceCode, kept: &mut Kept) -> Result<(), Refusal> {
    let Some(reading) = &kept.reading else { return Ok(()) };
    let mac = req.city.keys.seals.fingerprint(reading.headings().as_bytes());
    let community = community.clone();
    let known = req
        .city
        .db
        .read(move |tx| async move { header_reading(&tx, &community, mac).await })
        .await?;
    let known: Option<SheetReading> = known.and_then(|known| serde_json::from_str(&known).ok());
    if let (Some(known), Some(reading)) = (known, &mut kept.reading) {
        reading.columns = known.columns;
    }
    Ok(())
}

/// Says which sheet and which column is what, and reads it through again.
pub async fn import_read_as(
    req: &Request,
    id: ImportId,
    version: i64,
    sheet: usize,
    columns: Vec<(usize, Option<fangxian_core::people::Column>)>,
) -> Result<ImportSeen, Refusal> {
    let (_, one) = import_within(req, id).await?;
    if !matches!(one.state, ImportState::Uploaded | ImportState::Checked)
        || req.city.imports.is_running(id)
    {
        return Err(Refusal::ImportState);
    }
    let mut kept: Kept = serde_json::from_str(&one.reading).unwrap_or_default();
    let book = outline(req, id, &one.community, sheet).await?;
    let mut reading = sheet::guess_of(&book, sheet).ok_or(Refusal::SheetColumns)?;
    let said: HashMap<usize, _> = columns.into_iter().collect();
    for column in &mut reading.columns {
        if let Some(own) = said.get(&column.index) {
            column.column = *own;
        }
    }
    let mut taken = std::collections::BTreeSet::new();
    let is_twice =
        |column: &sheet::MappedColumn| column.column.is_some_and(|column| !taken.insert(column));
    if reading.columns.iter().any(is_twice) {
        return Err(Refusal::BadInput("有两列指成了同一项，请改正。".to_owned()));
    }
    if !reading.is_enough() {
        return Err(Refusal::SheetColumns);
    }
    let mac = req.city.keys.seals.fingerprint(reading.headings().as_bytes());
    let remembered = json(&reading)?;
    kept.reading = Some(reading);
    let next = RosterImport {
        state: ImportState::Uploaded,
        reading: json(&kept)?,
        counts: ImportCounts::default(),
        version,
        ..one
    };
    let community = next.community.clone();
    req.city
        .db
        .write(move |tx| async move {
            import_step(&tx, &next).await?;
            import_rows_clear(&tx, &next).await?;
            header_put(&tx, &next.community, mac, &remembered).await
        })
        .await?;
    run::check_in_background(req, id, &community).await?;
    import_see(req, id).await
}
