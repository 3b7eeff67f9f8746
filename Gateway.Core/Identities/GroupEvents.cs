using System.Text.Json.Nodes;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Identities;

/// <summary>The <c>data</c> of events about groups and memberships.</summary>
internal static class GroupEvents
{
    /// <summary>What differs in the group's own attributes, or null.</summary>
    public static JsonObject? Between(ScimGroup before, ScimGroup after)
    {
        var changes = AttributeChanges.Between(before.Attributes, after.Attributes);
        return changes.Count == 0 ? null : changes;
    }

    public static string Data(string payload, JsonObject? changes) =>
        changes is null ? $$"""{"group":{{payload}}}""" : $$"""{"group":{{payload}},"changes":{{changes.ToJsonString(AttributeChanges.Plain)}}}""";

    /// <summary>The same for a membership. <see cref="MembershipSql"/> builds this text in the database; a test holds both equal.</summary>
    public static string MembershipData(string userPayload, string groupPayload) => $$"""{"user":{{userPayload}},"group":{{groupPayload}}}""";
}
