using System.Text.Json.Nodes;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Dialects;

/// <summary>Okta's SCIM bodies.</summary>
internal static class Bodies
{
    public const string EnterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private const string UserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string GroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private const string PatchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    /// <summary>A new user. The password is random and comes even where password sync is off; <c>groups</c> is always there.</summary>
    public static JsonObject NewUser(OktaUser user, string password) => new()
    {
        ["schemas"] = new JsonArray(UserSchema),
        ["userName"] = user.Profile.UserName,
        ["name"] = Name(user.Profile),
        ["emails"] = Emails(user.Profile),
        ["displayName"] = user.Profile.DisplayName,
        ["locale"] = user.Profile.Locale,
        ["externalId"] = user.Id,
        ["groups"] = new JsonArray(),
        ["password"] = password,
        ["active"] = true,
        [EnterpriseSchema] = Enterprise(user.Profile), // "schemas" need not name it, and from Okta often does not.
    };

    /// <summary>What GET answered, with the mapped attributes written over it. Everything else is an echo of the server's own.</summary>
    public static JsonObject Echo(JsonObject answered, OktaUser user, bool? active)
    {
        var body = (JsonObject)answered.DeepClone();
        body["userName"] = user.Profile.UserName;
        body["name"] = Over(body["name"] as JsonObject, Name(user.Profile));
        body["emails"] = Emails(user.Profile);
        body["displayName"] = user.Profile.DisplayName;
        body["locale"] = user.Profile.Locale;
        body["externalId"] = user.Id;
        body[EnterpriseSchema] = Over(body[EnterpriseSchema] as JsonObject, Enterprise(user.Profile));
        if (active is { } state)
        {
            body["active"] = state;
        }

        return body;
    }

    public static JsonObject NewGroup(OktaGroup group, IEnumerable<ToldUser> members) => new()
    {
        ["schemas"] = new JsonArray(GroupSchema),
        ["displayName"] = group.Name,
        ["members"] = Members(members),
    };

    public static JsonObject WholeGroup(string id, OktaGroup group, IEnumerable<ToldUser> members)
    {
        var body = NewGroup(group, members);
        body["id"] = id;
        return body;
    }

    public static JsonObject Patch(params JsonNode[] operations) => new()
    {
        ["schemas"] = new JsonArray(PatchSchema),
        ["Operations"] = new JsonArray(operations),
    };

    /// <summary>Okta's standard form: no path.</summary>
    public static JsonObject Replace(JsonObject value) => new() { ["op"] = "replace", ["value"] = value };

    public static JsonObject ReplaceMembers(IEnumerable<ToldUser> members) =>
        new() { ["op"] = "replace", ["path"] = "members", ["value"] = Members(members) };

    public static JsonObject AddMembers(IEnumerable<ToldUser> members) =>
        new() { ["op"] = "add", ["path"] = "members", ["value"] = Members(members) };

    public static JsonObject RemoveMember(ToldUser member) =>
        new() { ["op"] = "remove", ["path"] = $"members[value eq \"{member.ScimId}\"]" };

    public static JsonObject Name(OktaProfile profile) => new() { ["givenName"] = profile.GivenName, ["familyName"] = profile.FamilyName };

    public static JsonObject Enterprise(OktaProfile profile) => new() { ["department"] = profile.Department };

    public static JsonArray Emails(OktaProfile profile) =>
        [new JsonObject { ["primary"] = true, ["value"] = profile.Email, ["type"] = "work" }];

    /// <summary><c>display</c> is the userName; there is no <c>type</c> and no <c>$ref</c>.</summary>
    private static JsonArray Members(IEnumerable<ToldUser> members) =>
        [.. members.Select(member => new JsonObject { ["value"] = member.ScimId, ["display"] = member.Profile.UserName })];

    private static JsonObject Over(JsonObject? below, JsonObject above)
    {
        var merged = below is null ? [] : (JsonObject)below.DeepClone();
        foreach (var (name, value) in above)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }
}
