using FsCheck;
using FsCheck.Fluent;
using Gateway.Core.Ids;
using Gateway.Core.Webhooks;

namespace Gateway.Tests.Webhooks;

/// <summary>The order of deliveries, as examples and over random histories.</summary>
public sealed class CausalOrderTests
{
    private static readonly UserId Ada = UserId.New();
    private static readonly UserId Bob = UserId.New();
    private static readonly GroupId Staff = GroupId.New();

    [Fact]
    public void Events_of_one_user_go_one_at_a_time_in_order()
    {
        var order = With(new(Ada, null), new(Ada, null), new(Bob, null));

        Assert.Equal([1, 3], TakeAll(order));
    }

    [Fact]
    public void Memberships_of_different_people_in_one_group_go_side_by_side()
    {
        var order = With(new(Ada, Staff), new(Bob, Staff), new(Ada, Staff));

        Assert.Equal([1, 2], TakeAll(order));
    }

    [Fact]
    public void A_groups_own_event_waits_for_its_memberships_and_they_for_it()
    {
        var entries = Entries(new(null, Staff), new(Ada, Staff), new(Bob, Staff), new(null, Staff), new(UserId.New(), Staff));
        var order = Of(entries);

        Assert.Equal([1], TakeAll(order));
        order.Remove(entries[0]);
        Assert.Equal([2, 3], TakeAll(order));
        order.Remove(entries[1]);
        Assert.Empty(TakeAll(order));
        Assert.Same(entries[2], order.FindBlocker(entries[3]));
        order.Remove(entries[2]);
        Assert.Equal([4], TakeAll(order));
        order.Remove(entries[3]);
        Assert.Equal([5], TakeAll(order));
    }

    [Fact]
    public void An_event_about_nobody_is_free()
    {
        var order = With(new(Ada, null), default, default);

        Assert.Equal([1, 2, 3], TakeAll(order));
    }

    [Fact]
    public void An_entry_that_comes_late_is_put_in_its_place()
    {
        var entries = Entries(new(Ada, null), new(Ada, null), new(Ada, null));
        var order = Of(entries[2], entries[0]);
        order.Add(entries[1]);

        Assert.Equal([1], TakeAll(order));
        order.Remove(entries[0]);
        Assert.Equal([2], TakeAll(order));
    }

    [Fact]
    public void Over_random_histories_with_failures_nothing_overtakes_what_it_depends_on_and_everything_goes_out()
    {
        var key = from user in Gen.Choose(0, 4)
                  from grouped in Gen.Choose(0, 3)
                  select (user, grouped);
        var history = from keys in key.ListOf()
                      from seed in Gen.Choose(0, int.MaxValue)
                      select (keys, seed);

        Prop.ForAll(history.ToArbitrary(), sample => Plays(sample.keys, new Random(sample.seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(80));
    }

    /// <summary>Adds a history bit by bit while entries are taken, fail (and keep their locks), and succeed in any order.</summary>
    private static bool Plays(IReadOnlyList<(int User, int Group)> history, Random random)
    {
        var users = Enumerable.Range(0, 4).Select(_ => UserId.New()).ToArray();
        var groups = Enumerable.Range(0, 3).Select(_ => GroupId.New()).ToArray();
        var entries = history
            .Select((pair, index) => new Entry
            {
                Sequence = index + 1,
                Keys = new CausalKeys(pair.User < users.Length ? users[pair.User] : null, pair.Group < groups.Length ? groups[pair.Group] : null),
            })
            .ToList();
        var order = new CausalOrder<Entry>();
        var open = new List<Entry>();
        var settled = new HashSet<Entry>();
        var added = 0;
        while (settled.Count < entries.Count)
        {
            for (var more = random.Next(4); more > 0 && added < entries.Count; more--)
            {
                order.Add(entries[added++]);
            }

            for (var starts = random.Next(4); starts > 0 && order.Take() is { } taken; starts--)
            {
                if (entries.Take(added).Any(other => other.Sequence < taken.Sequence && !settled.Contains(other) && Depends(other.Keys, taken.Keys)) || open.Contains(taken))
                {
                    return false;
                }

                open.Add(taken);
            }

            if (open.Count == 0 && added == entries.Count && order.Take() is { } rest)
            {
                open.Add(rest);
            }
            else if (open.Count == 0 && added == entries.Count && settled.Count < entries.Count)
            {
                return false; // Something waits for nothing.
            }

            if (open.Count > 0 && random.Next(3) > 0) // Otherwise all that is open fails, and keeps its locks.
            {
                var done = open[random.Next(open.Count)];
                open.Remove(done);
                settled.Add(done);
                order.Remove(done);
            }
        }

        return order.Count == 0 && order.Take() is null;
    }

    /// <summary>The rule in its plainest words, apart from how the order computes it.</summary>
    private static bool Depends(CausalKeys earlier, CausalKeys later) =>
        (earlier.User is not null && earlier.User == later.User)
        || (earlier.Group is not null && earlier.Group == later.Group && (earlier.User is null || later.User is null));

    private static List<Entry> Entries(params CausalKeys[] keys) => [.. keys.Select((each, index) => new Entry { Sequence = index + 1, Keys = each })];

    private static CausalOrder<Entry> With(params CausalKeys[] keys) => Of(Entries(keys));

    private static CausalOrder<Entry> Of(params IEnumerable<Entry> entries)
    {
        var order = new CausalOrder<Entry>();
        foreach (var entry in entries)
        {
            order.Add(entry);
        }

        return order;
    }

    private static List<long> TakeAll(CausalOrder<Entry> order)
    {
        var taken = new List<long>();
        while (order.Take() is { } entry)
        {
            taken.Add(entry.Sequence);
        }

        return taken;
    }

    private sealed class Entry : CausalEntry;
}
