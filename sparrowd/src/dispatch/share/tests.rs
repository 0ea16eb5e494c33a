use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::ids::LANES;

const REST: Standing = Standing::Mine { under_way: 0, draining: false };
const BUSY: Standing = Standing::Mine { under_way: 3, draining: false };
const FREE: Standing = Standing::Free { long: false };

fn node(n: u128) -> NodeId {
    NodeId::from_uuid(Uuid::from_u128(n))
}

fn peers(nodes: impl IntoIterator<Item = u128>) -> Vec<Peer> {
    let peer = |n| Peer { node: node(n), draining: false, awake: true, proven: true };
    nodes.into_iter().map(peer).collect()
}

/// Lane by lane, from 0; the rest is of nobody here.
fn lanes(of: impl IntoIterator<Item = (Standing, usize)>) -> BTreeMap<Lane, Standing> {
    let each = of.into_iter().flat_map(|(standing, count)| std::iter::repeat_n(standing, count));
    let lanes: BTreeMap<_, _> = (0..=u8::MAX).map(Lane).zip(each).collect();
    assert_eq!(lanes.len(), LANES, "every lane stands somehow");
    lanes
}

#[test]
fn one_node_claims_all_and_gives_none() {
    let me = node(1);
    assert_eq!(decide(me, &peers([1]), &lanes([(FREE, 256)])).claim.len(), 256);
    assert_eq!(decide(me, &peers([1]), &lanes([(REST, 256)])), Plan::default());
}

#[test]
fn a_newcomer_is_given_its_share_and_claims_no_more() {
    let plan = decide(node(1), &peers([1, 2]), &lanes([(REST, 256)]));
    assert_eq!((plan.claim.len(), plan.drain.len()), (0, 128));
    let plan = decide(node(2), &peers([1, 2]), &lanes([(FREE, 200), (Standing::Of(node(1)), 56)]));
    assert_eq!((plan.claim.len(), plan.drain.len()), (128, 0));
}

#[test]
fn what_is_at_rest_goes_first_and_what_drains_stays_chosen() {
    let draining = Standing::Mine { under_way: 9, draining: true };
    let standing = lanes([(BUSY, 100), (draining, 2), (REST, 100), (BUSY, 54)]);
    let plan = decide(node(1), &peers([1, 2]), &standing);
    assert_eq!(plan.drain.len(), 128);
    let stood = |of: Standing| plan.drain.iter().filter(|lane| standing[*lane] == of).count();
    assert_eq!((stood(draining), stood(REST), stood(BUSY)), (2, 100, 26));
}

#[test]
fn nothing_is_given_that_nobody_would_claim() {
    let mut two = peers([1, 2]);
    two[1].awake = false;
    assert!(decide(node(1), &two, &lanes([(REST, 256)])).drain.is_empty(), "it sleeps");
    let plan = decide(node(1), &peers([1, 2]), &lanes([(REST, 156), (FREE, 100)]));
    assert_eq!(plan.drain.len(), 28, "there are 100 for it already");
    let plan = decide(node(1), &peers([1, 2]), &lanes([(REST, 156), (Standing::Going, 100)]));
    assert_eq!(plan.drain.len(), 28, "100 are on their way");
}

#[test]
fn a_draining_node_gives_all_and_claims_none_and_counts_for_nobody() {
    let mut two = peers([1, 2]);
    two[0].draining = true;
    let standing = lanes([(BUSY, 128), (Standing::Free { long: true }, 128)]);
    let plan = decide(node(1), &two, &standing);
    assert_eq!((plan.claim.len(), plan.drain.len()), (0, 128));
    let others = lanes([(Standing::Of(node(1)), 128), (FREE, 128)]);
    assert_eq!(decide(node(2), &two, &others).claim.len(), 128, "its share is all");
    two[1].draining = true;
    assert!(decide(node(2), &two, &others).claim.is_empty(), "with none to work, none is claimed");
}

#[test]
fn a_lane_free_for_long_is_anybodys() {
    let long = Standing::Free { long: true };
    let of = Standing::Of(node(2));
    let plan = decide(node(1), &peers([1, 2]), &lanes([(REST, 128), (of, 100), (long, 28)]));
    assert_eq!(plan.claim.len(), 28);
    let plan = decide(node(1), &peers([1, 2]), &lanes([(REST, 128), (of, 100), (FREE, 28)]));
    assert!(plan.claim.is_empty());
}

#[test]
fn who_joined_just_now_counts_only_where_all_did() {
    let mut two = peers([1, 2]);
    two[1].proven = false;
    let standing = lanes([(REST, 100), (FREE, 156)]);
    assert_eq!(decide(node(1), &two, &standing).claim.len(), 156, "its share is all");
    let all = lanes([(REST, 256)]);
    assert!(decide(node(1), &two, &all).drain.is_empty());

    let of = Standing::Of(node(1));
    let (mine, long) = (lanes([(REST, 200), (FREE, 56)]), Standing::Free { long: true });
    assert_eq!(decide(node(2), &two, &mine), Plan::default(), "it keeps what it has");
    let plan = decide(node(2), &two, &lanes([(of, 100), (long, 156)]));
    assert_eq!(plan.claim.len(), 156, "nobody else seems to want them");

    let others = lanes([(of, 100), (FREE, 156)]);
    two[0].draining = true;
    assert_eq!(decide(node(2), &two, &others).claim.len(), 156, "there is nobody else");
    (two[0].draining, two[0].proven) = (false, false);
    assert_eq!(decide(node(2), &two, &others).claim.len(), 128, "both are new");
}

/// A world in which each node acts on its plan at once, one after the other, and nothing is under way.
fn settle(peers: &[Peer], owners: &mut [Option<u128>]) -> usize {
    let mut moves = 0;
    for peer in peers {
        let standing = |owner: &Option<u128>| match owner {
            None => FREE,
            Some(n) if node(*n) == peer.node => REST,
            Some(n) => Standing::Of(node(*n)),
        };
        let view: BTreeMap<_, _> =
            (0..=u8::MAX).map(Lane).zip(owners.iter().map(standing)).collect();
        let plan = decide(peer.node, peers, &view);
        moves += plan.claim.len() + plan.drain.len();
        for lane in plan.drain {
            owners[usize::from(lane.0)] = None;
        }
        for lane in plan.claim {
            owners[usize::from(lane.0)] = Some(peer.node.uuid().as_u128());
        }
    }
    moves
}

proptest! {
    #[test]
    fn shares_come_about_in_a_few_rounds_and_then_nothing_moves(
        count in 1_u128..12,
        draining in 0_usize..4,
        owners in prop::collection::vec(prop::option::of(1_u128..12), LANES),
    ) {
        let mut peers = peers(1..=count);
        let draining = draining.min(peers.len() - 1);
        for peer in &mut peers[..draining] {
            peer.draining = true;
        }
        // Lanes of nodes that are not there are free.
        let mut owners: Vec<_> =
            owners.into_iter().map(|owner| owner.filter(|n| *n <= count)).collect();
        for _ in 0..3 {
            settle(&peers, &mut owners);
        }
        prop_assert_eq!(settle(&peers, &mut owners), 0, "it is at rest");
        prop_assert!(owners.iter().all(Option::is_some), "none is free");
        let most = share(LANES, peers.len() - draining);
        for peer in &peers {
            let has = owners.iter().flatten().filter(|n| node(**n) == peer.node).count();
            let may_have = if peer.draining { 0 } else { most };
            prop_assert!(has <= may_have, "{has} of {may_have}");
        }
    }
}
