//! Texts that are said together (group commit): while some are being stored others come, and all of those are stored next,
//! by one piece of work. The busier it gets, the less each costs.

use std::collections::{HashSet, VecDeque};
use std::mem::replace;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use parlor_community::{Context, PostMessage, post_together};
use parlor_domain::{AccountId, Message};
use tokio::sync::oneshot;

use super::workers::{Claim, Undone, Workers};

/// What waits to be said, first come, first served.
pub(super) struct Together(Arc<Inner>);

struct Inner {
    workers: Arc<Workers>,
    say: Box<dyn Fn(Vec<Said>) -> Vec<Outcome> + Send + Sync>,
    waiting: Mutex<Waiting>,
}

type Said = (AccountId, PostMessage);

/// The message as stored, or what has to be said by itself.
type Outcome = Result<Message, PostMessage>;

#[derive(Default)]
struct Waiting {
    texts: VecDeque<Text>,
    /// Whether a thread is at work on some, or will come to them.
    is_attended: bool,
}

struct Text {
    said: Said,
    claim: Claim,
    reply: oneshot::Sender<Outcome>,
}

/// No more are said by one piece of work, which keeps their conversations until it is done.
const MOST: usize = 64;

impl Together {
    pub fn new(workers: Arc<Workers>, community: Context) -> Self {
        Self::saying(workers, move |texts| say(&community, texts))
    }

    fn saying(
        workers: Arc<Workers>,
        say: impl Fn(Vec<Said>) -> Vec<Outcome> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner { workers, say: Box::new(say), waiting: Mutex::default() }))
    }

    /// Says a text with the next ones. What has waited longer than `patience` is never said.
    pub async fn say(
        &self,
        patience: Duration,
        sender: AccountId,
        message: PostMessage,
    ) -> Result<Outcome, Undone> {
        let (reply, outcome) = oneshot::channel();
        let claim = Claim::default();
        let is_attended = {
            let mut waiting = self.0.lock();
            waiting.texts.push_back(Text { said: (sender, message), claim: claim.clone(), reply });
            replace(&mut waiting.is_attended, true)
        };
        if !is_attended {
            attend(Arc::clone(&self.0));
        }
        claim.answer(patience, outcome).await
    }
}

/// Has a thread say what waits when it comes to it.
fn attend(inner: Arc<Inner>) {
    let attending = Attending(inner);
    Arc::clone(&attending.0.workers).spawn(move || {
        let (texts, replies): (Vec<_>, Vec<_>) =
            attending.0.take().into_iter().map(|text| (text.said, text.reply)).unzip();
        if !texts.is_empty() {
            for (reply, outcome) in replies.into_iter().zip((attending.0.say)(texts)) {
                // The client may have gone meanwhile; then nobody misses the answer.
                drop(reply.send(outcome));
            }
        }
    });
}

/// Goes on once it is dropped, also by what panics.
struct Attending(Arc<Inner>);

impl Drop for Attending {
    fn drop(&mut self) {
        let is_attended = {
            let mut waiting = self.0.lock();
            waiting.is_attended = !waiting.texts.is_empty();
            waiting.is_attended
        };
        if is_attended {
            attend(Arc::clone(&self.0));
        }
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next ones, one for each conversation: those after it there wait until it has its place.
    fn take(&self) -> Vec<Text> {
        let mut waiting = self.lock();
        let (mut taken, mut later, mut conversations) = (Vec::new(), VecDeque::new(), HashSet::new());
        while taken.len() < MOST
            && let Some(text) = waiting.texts.pop_front()
        {
            if !conversations.insert(text.said.1.conversation) {
                later.push_back(text);
            } else if !text.reply.is_closed() && text.claim.take() {
                taken.push(text);
            }
        }
        later.append(&mut waiting.texts);
        waiting.texts = later;
        taken
    }
}

fn say(community: &Context, texts: Vec<Said>) -> Vec<Outcome> {
    let said = post_together(community, &texts).unwrap_or_else(|error| {
        tracing::warn!(%error, "what could not be said together is said one by one");
        Vec::new()
    });
    let mut said = said.into_iter();
    texts.into_iter().map(|(_, message)| said.next().flatten().ok_or(message)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::future::join_all;
    use parlor_domain::ConversationId;

    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    fn message(conversation: i64) -> PostMessage {
        let conversation = ConversationId(conversation);
        PostMessage { conversation, client_id: None, text: None, attachment: None }
    }

    /// The senders and conversations of each piece of work.
    type Pieces = mpsc::Receiver<Vec<(i64, i64)>>;

    /// Gives all of it back, and tells of each piece of work, which it waits to begin.
    fn told(workers: &Arc<Workers>) -> (Together, mpsc::Sender<()>, Pieces) {
        let ((go_on, begun), (tell, pieces)) = (mpsc::channel(), mpsc::channel());
        let begun = Mutex::new(begun);
        let together = Together::saying(Arc::clone(workers), move |texts| {
            begun.lock().unwrap().recv().unwrap();
            let who = |(sender, message): &Said| (sender.0, message.conversation.0);
            tell.send(texts.iter().map(who).collect()).unwrap();
            texts.into_iter().map(|(_, message)| Err(message)).collect()
        });
        (together, go_on, pieces)
    }

    fn start() -> Arc<Workers> {
        Arc::new(Workers::start("test", 2, || ()).unwrap())
    }

    #[actix_web::test]
    async fn what_comes_while_something_is_said_is_said_next_and_each_conversation_has_its_order() {
        let (together, go_on, pieces) = told(&start());
        let texts = [(1, 7), (1, 8), (2, 7), (3, 9), (4, 7)];
        let all = texts.map(|(sender, place)| together.say(SOON, AccountId(sender), message(place)));
        // Each is asked for once before the first piece of work may begin.
        let let_go = async { (0..3).for_each(|_| go_on.send(()).unwrap()) };
        let (outcomes, ()) = futures_util::future::join(join_all(all), let_go).await;
        for ((_, place), outcome) in texts.iter().zip(outcomes) {
            assert_eq!(outcome.unwrap().unwrap_err().conversation, ConversationId(*place));
        }
        let said: Vec<_> = pieces.try_iter().collect();
        assert_eq!(said.concat().len(), texts.len());
        let in_seven = said.concat().into_iter().filter(|(_, place)| *place == 7);
        assert_eq!(in_seven.map(|(sender, _)| sender).collect::<Vec<_>>(), [1, 2, 4]);
        assert!(said.len() <= 3, "{said:?}");
    }

    #[actix_web::test]
    async fn s9_what_waited_too_long_is_refused_then_and_never_said() {
        let (together, go_on, pieces) = told(&start());
        let first = together.say(SOON, AccountId(1), message(1));
        let late = together.say(Duration::from_millis(50), AccountId(2), message(1));
        let let_go = async {
            let refused = late.await;
            go_on.send(()).unwrap();
            refused
        };
        let (first, late) = futures_util::future::join(first, let_go).await;
        assert!(first.unwrap().is_err());
        assert_eq!(late.map(|_| ()), Err(Undone::TooLate));
        assert_eq!(pieces.recv_timeout(SOON).unwrap(), [(1, 1)]);
        go_on.send(()).unwrap();
        together.say(SOON, AccountId(3), message(1)).await.unwrap().unwrap_err();
        assert_eq!(pieces.recv_timeout(SOON).unwrap(), [(3, 1)]);
    }

    #[actix_web::test]
    async fn what_panics_is_answered_and_the_next_is_said() {
        let together = Together::saying(start(), |texts: Vec<Said>| {
            assert_ne!(texts[0].0, AccountId(1), "on purpose");
            texts.into_iter().map(|(_, message)| Err(message)).collect()
        });
        let panicked = together.say(SOON, AccountId(1), message(1)).await;
        assert_eq!(panicked.map(|_| ()), Err(Undone::Panicked));
        together.say(SOON, AccountId(2), message(1)).await.unwrap().unwrap_err();
    }
}
