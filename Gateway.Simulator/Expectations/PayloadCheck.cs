using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;
using Gateway.Simulator.Subscriber;

namespace Gateway.Simulator.Expectations;

/// <summary>What an event says about its user, its group and the change, against what Okta told.</summary>
internal static class PayloadCheck
{
    private static readonly string[] Order = ["user", "group", "changes"];
    private static readonly string[] MomentNames = ["created_at", "updated_at"];

    public static IEnumerable<string> Problems(ReceivedWebhook webhook, ExpectedEvent expected)
    {
        if (webhook.Body?.Find("data") is not { ValueKind: JsonValueKind.Object } data)
        {
            return ["it has no \"data\""];
        }

        string?[] owed = [expected.User is null ? null : "user", expected.Group is null ? null : "group", expected.Changes.Count == 0 ? null : "changes"];
        var present = data.EnumerateObject().Select(member => member.Name).Where(name => Order.Contains(name, StringComparer.Ordinal)).ToArray();

        return
        [
            .. present.SequenceEqual(owed.OfType<string>(), StringComparer.Ordinal) ? [] : new[] { $"\"data\" holds {Words(present)}, not {Words(owed.OfType<string>())}" },
            .. expected.User is { } user && data.Find("user") is { } told ? User(told, user) : [],
            .. expected.Group is { } group && data.Find("group") is { } shown ? Group(shown, group) : [],
            .. expected.Changes.Count > 0 && data.Find("changes") is { ValueKind: JsonValueKind.Object } changes ? Changes(changes, expected.Changes) : [],
        ];
    }

    private static IEnumerable<string> User(JsonElement user, ToldUser expected) =>
    [
        .. Same(user, "user", "id", expected.ScimId),
        .. Same(user, "user", "idp_id", expected.OktaId),
        .. Same(user, "user", "user_name", expected.Profile.UserName),
        .. Same(user, "user", "email", expected.Profile.Email),
        .. Same(user, "user", "first_name", expected.Profile.GivenName),
        .. Same(user, "user", "last_name", expected.Profile.FamilyName),
        .. Same(user, "user", "display_name", expected.Profile.DisplayName),
        .. Same(user, "user", "state", expected.Active ? UserStates.Active : UserStates.Inactive),
        .. Moments(user, "user"),
        .. user.Find("custom_attributes") is { ValueKind: JsonValueKind.Object } custom ? Same(custom, "user.custom_attributes", "department", expected.Profile.Department) : ["\"user.custom_attributes\" is no object"],
    ];

    private static IEnumerable<string> Group(JsonElement group, ToldGroup expected) =>
    [
        .. Same(group, "group", "id", expected.ScimId),
        .. Same(group, "group", "display_name", expected.Name),
        .. group.Find("idp_id") is null or { ValueKind: JsonValueKind.Null } ? [] : new[] { "\"group.idp_id\" has a value that Okta never sent" },
        .. Moments(group, "group"),
    ];

    /// <summary>Every change that Okta made, with both values, and none that it did not make.</summary>
    private static IEnumerable<string> Changes(JsonElement changes, IReadOnlyList<ExpectedChange> expected)
    {
        foreach (var one in expected)
        {
            var told = changes.EnumerateObject().Where(change => IsAt(change.Name, one.Path)).Select(change => (JsonElement?)change.Value).FirstOrDefault();
            if (told is not { } change)
            {
                yield return $"\"changes\" does not tell {one.Path}: {one.From} → {one.To}";
            }
            else if (!Shows(change, "from", one.From) || !Shows(change, "to", one.To))
            {
                yield return $"\"changes\" tells {one.Path} as {change.GetRawText()}, not {one.From} → {one.To}";
            }
        }

        foreach (var change in changes.EnumerateObject().Where(change => !expected.Any(one => IsAt(change.Name, one.Path))))
        {
            yield return $"\"changes\" tells {change.Name}, which Okta did not change";
        }
    }

    /// <summary>An e-mail may be told as the attribute, a filtered path or the whole list: the value must be in it.</summary>
    private static bool IsAt(string path, string expected) =>
        path == expected || (expected == "emails" && path.StartsWith("emails", StringComparison.Ordinal));

    private static bool Shows(JsonElement change, string side, string json)
    {
        if (change.Find(side) is not { } value)
        {
            return false;
        }

        return value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
            ? JsonSerializer.Serialize(value, Json.Relaxed).Contains(json, StringComparison.Ordinal)
            : JsonSerializer.Serialize(value, Json.Relaxed) == json;
    }

    private static IEnumerable<string> Moments(JsonElement resource, string what) =>
        MomentNames
            .Where(name => !EnvelopeCheck.IsMoment(resource.StringOf(name), out _))
            .Select(name => $"\"{what}.{name}\" is {resource.StringOf(name) ?? "absent"}, not a UTC moment with milliseconds");

    private static IEnumerable<string> Same(JsonElement element, string what, string name, string expected)
    {
        var actual = element.StringOf(name);
        return string.Equals(actual, expected, StringComparison.Ordinal) ? [] : [$"\"{what}.{name}\" is {actual ?? "absent"}, not {expected}"];
    }

    private static string Words(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("nothing"));
}
