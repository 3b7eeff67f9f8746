using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Expectations;

/// <summary>Pure: what Okta had told, and has told after a request → the events that a subscriber must receive for it.</summary>
internal static class ExpectedEvents
{
    public static IReadOnlyList<ExpectedEvent> Between(Told before, Told after, ScimExchange cause)
    {
        var events = new List<ExpectedEvent>();

        foreach (var user in after.Users.Values)
        {
            if (OfUser(before.Users.GetValueOrDefault(user.OktaId), user, cause) is { } expected)
            {
                events.Add(expected);
            }
        }

        // Created before added, removed before deleted: design of the events.
        foreach (var group in after.Groups.Values)
        {
            OfGroup(before.Groups.GetValueOrDefault(group.OktaId), group, before, after, cause, events);
        }

        foreach (var gone in before.Groups.Values.Where(group => !after.Groups.ContainsKey(group.OktaId)))
        {
            events.AddRange(gone.Members.Select(member => new ExpectedEvent(cause, EventTypes.GroupUserRemoved, before.Users[member], gone, [])));
            events.Add(new ExpectedEvent(cause, EventTypes.GroupDeleted, null, gone, []));
        }

        return events;
    }

    private static ExpectedEvent? OfUser(ToldUser? before, ToldUser after, ScimExchange cause)
    {
        if (before is null)
        {
            return new ExpectedEvent(cause, EventTypes.UserCreated, after, null, []);
        }

        var changes = Changes(before, after);
        return (before.Active, after.Active) switch
        {
            _ when changes.Count == 0 => null,
            (true, false) => new ExpectedEvent(cause, EventTypes.UserDeactivated, after, null, changes),
            (false, true) => new ExpectedEvent(cause, EventTypes.UserReactivated, after, null, changes),
            _ => new ExpectedEvent(cause, EventTypes.UserUpdated, after, null, changes),
        };
    }

    private static void OfGroup(ToldGroup? before, ToldGroup after, Told toldBefore, Told toldAfter, ScimExchange cause, List<ExpectedEvent> events)
    {
        if (before is null)
        {
            events.Add(new ExpectedEvent(cause, EventTypes.GroupCreated, null, after, []));
        }
        else if (before.Name != after.Name)
        {
            events.Add(new ExpectedEvent(cause, EventTypes.GroupUpdated, null, after, [Change("displayName", before.Name, after.Name)]));
        }

        var had = before?.Members ?? Told.NoMembers;
        events.AddRange(had.Except(after.Members).Select(member => new ExpectedEvent(cause, EventTypes.GroupUserRemoved, toldBefore.Users[member], after, [])));
        events.AddRange(after.Members.Except(had).Select(member => new ExpectedEvent(cause, EventTypes.GroupUserAdded, toldAfter.Users[member], after, [])));
    }

    private static List<ExpectedChange> Changes(ToldUser before, ToldUser after)
    {
        var changes = new List<ExpectedChange>();
        Compare("userName", before.Profile.UserName, after.Profile.UserName);
        Compare("name.givenName", before.Profile.GivenName, after.Profile.GivenName);
        Compare("name.familyName", before.Profile.FamilyName, after.Profile.FamilyName);
        Compare("displayName", before.Profile.DisplayName, after.Profile.DisplayName);
        Compare("emails", before.Profile.Email, after.Profile.Email);
        Compare($"{Dialects.Bodies.EnterpriseSchema}:department", before.Profile.Department, after.Profile.Department);
        Compare("active", before.Active, after.Active);
        return changes;

        void Compare<T>(string path, T from, T to)
        {
            if (!EqualityComparer<T>.Default.Equals(from, to))
            {
                changes.Add(Change(path, from, to));
            }
        }
    }

    private static ExpectedChange Change<T>(string path, T from, T to) =>
        new(path, JsonSerializer.Serialize(from, Scim.Json.Relaxed), JsonSerializer.Serialize(to, Scim.Json.Relaxed));
}
