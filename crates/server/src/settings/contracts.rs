//! Which contracts are served.

use parlor_api::Contract;

use super::parse::Parsed;

/// Reads `all`, `none`, or a comma list of names, into contracts that are there once each.
pub(super) fn parse(text: &str) -> Parsed<Vec<Contract>> {
    match text.trim() {
        "all" => return Ok(Contract::ALL.to_vec()),
        "none" => return Ok(Vec::new()),
        _ => {}
    }
    let mut contracts = Vec::new();
    for name in text.split(',').map(str::trim) {
        let contract = Contract::parse(name).ok_or_else(|| unknown(name))?;
        if !contracts.contains(&contract) {
            contracts.push(contract);
        }
    }
    Ok(contracts)
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = Contract::ALL.iter().map(|contract| contract.name()).collect();
    format!("{name:?} is not the name of a contract; give all, none, or a comma list of {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_none_and_names_are_read() {
        assert_eq!(parse("all").unwrap(), Contract::ALL);
        assert_eq!(parse("none").unwrap(), []);
        assert_eq!(parse(" restful-auth, restful-auth").unwrap(), [Contract::RestfulAuth]);
    }

    #[test]
    fn a_name_that_is_not_known_is_refused_with_those_that_are() {
        for text in ["", "restfulauth", "restful-auth,", "none,restful-auth", "all,none"] {
            let advice = parse(text).unwrap_err();
            assert!(
                advice.contains(
                    "give all, none, or a comma list of arcade, blackjack, cryptopay, restful-auth"
                ),
                "{text}: {advice}"
            );
        }
    }
}
