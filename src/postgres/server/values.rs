//! The types of the values of a question, so that it can be sent without being prepared first.

use bytes::BytesMut;
use tokio_postgres::types::{ToSql, Type};

/// Those of which values are asked for.
const TYPES: [Type; 5] = [Type::TEXT, Type::INT4, Type::INT8, Type::OID, Type::TEXT_ARRAY];

/// Each value with the first type that it can be sent as.
pub fn typed<'a>(values: &[&'a (dyn ToSql + Sync)]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    values.iter().map(|value| (*value, of(*value))).collect()
}

fn of(value: &(dyn ToSql + Sync)) -> Type {
    let fits = |kind: &&Type| value.to_sql_checked(kind, &mut BytesMut::new()).is_ok();
    // What is none of them is refused when it is sent.
    TYPES.iter().find(fits).cloned().unwrap_or(Type::UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_say_which_type_they_are() {
        let names = vec!["été".to_owned()];
        let nothing: Option<&str> = None;
        let values: [&(dyn ToSql + Sync); 6] = [&"été", &1_i32, &1_i64, &1_u32, &names, &nothing];
        let found: Vec<Type> = typed(&values).into_iter().map(|(_, kind)| kind).collect();
        let [text, int4, int8, oid, texts] = TYPES;
        assert_eq!(found, [text.clone(), int4, int8, oid, texts, text]);
    }
}
