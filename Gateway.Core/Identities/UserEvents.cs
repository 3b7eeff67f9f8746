using System.Text.Json.Nodes;
using Gateway.Contracts.Events;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Identities;

/// <summary>Which event a change of a user is. Pure: whoever caused it, the same before and after tell the same.</summary>
internal static class UserEvents
{
    /// <summary>The one event between two states, or null where nothing changed. A deactivation or reactivation carries whatever else
    /// changed with it.</summary>
    public static UserChange? Between(ScimUser before, ScimUser after)
    {
        var changes = AttributeChanges.Between(before.Attributes, after.Attributes);
        if (changes.Count == 0)
        {
            return null;
        }

        var type = (before.Active, after.Active) switch
        {
            (true, false) => EventTypes.UserDeactivated,
            (false, true) => EventTypes.UserReactivated,
            _ => EventTypes.UserUpdated,
        };
        return new UserChange(type, changes);
    }

    /// <summary>The <c>data</c> of an event about one user.</summary>
    public static string Data(string payload, JsonObject? changes) =>
        changes is null ? $$"""{"user":{{payload}}}""" : $$"""{"user":{{payload}},"changes":{{changes.ToJsonString(AttributeChanges.Plain)}}}""";
}

internal sealed record UserChange(string Type, JsonObject Changes);
