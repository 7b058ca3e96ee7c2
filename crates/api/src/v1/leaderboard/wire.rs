//! The leaderboard as clients ask for it and get it.

use parlor_domain::{AccountId, MediaFile, Score, Username};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::always::media::address;
use crate::endpoint::Field;
use crate::v1::page::Place;

/// How much of the leaderboard is wanted
#[derive(Deserialize, IntoParams)]
pub struct Around {
    /// The most to give above and below
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 0, maximum = 50, default = 5, example = 5)]
    pub limit: Field,
}

/// Who stands where
#[derive(Serialize, ToSchema)]
#[schema(as = Standing)]
pub struct Standing {
    /// One more than there are better scores
    #[schema(minimum = 1, examples(3))]
    rank: i64,
    /// The account's id
    #[schema(minimum = 1, examples(7))]
    account_id: i64,
    /// Its username; null where that is its email
    #[schema(required, examples("ben"))]
    username: Option<String>,
    /// The address of its picture on this site
    #[schema(required, examples("/media/avatars/7/ben-0f8fad5bd9cb469fa16570867728950e.png"))]
    avatar: Option<String>,
    /// What it has reached, at most 2^53 − 1 in size
    #[schema(minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(1200))]
    score: i64,
}

/// Where one stands oneself
#[derive(Serialize, ToSchema)]
#[schema(as = OwnStanding)]
pub struct OwnStanding {
    /// One's rank
    #[schema(minimum = 1, examples(3))]
    pub rank: i64,
    /// One's score
    #[schema(minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(1200))]
    pub score: i64,
    /// Those above, oneself, and those below
    pub items: Vec<Standing>,
}

impl From<parlor_domain::Standing> for Standing {
    fn from(standing: parlor_domain::Standing) -> Self {
        let account = standing.place.account;
        Self {
            rank: standing.rank,
            account_id: account.0,
            username: standing.username.as_ref().map(Username::as_str).map(str::to_owned),
            avatar: standing.avatar.map(|name| address(&MediaFile::avatar(account, name))),
            score: standing.place.score.points(),
        }
    }
}

impl Place for parlor_domain::Place {
    fn encode(&self) -> Vec<u8> {
        [self.score.points().to_be_bytes(), self.account.0.to_be_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (score, account) = bytes.split_at_checked(8)?;
        let score = Score::parse(i64::from_be_bytes(score.try_into().ok()?)).ok()?;
        let account = i64::from_be_bytes(account.try_into().ok()?);
        (account > 0).then_some(Self { score, account: AccountId(account) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_from_its_cursor_and_from_nothing_else() {
        let place = parlor_domain::Place { score: Score::parse(-77).unwrap(), account: AccountId(7) };
        assert_eq!(parlor_domain::Place::decode(&place.encode()), Some(place));
        for bytes in [&[][..], &[0; 8], &[0; 16], &[0; 15], &[0; 17], &[0x7f; 16]] {
            assert_eq!(parlor_domain::Place::decode(bytes), None, "{bytes:?}");
        }
    }
}
