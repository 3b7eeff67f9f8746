using System.Globalization;
using System.Text.Json;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scim;

/// <summary>What Okta, or RFC 7644, needs of an answer. Each check names what is wrong, or nothing.</summary>
internal static class AnswerChecks
{
    private const string UserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string GroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private const string ListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    private const string ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

    /// <summary>The user as told. 204 is a whole answer to PATCH only.</summary>
    public static IEnumerable<string> IsUser(ScimExchange exchange, string oktaId, OktaProfile profile, bool active, params int[] statuses)
    {
        if (Wrong(exchange, statuses, UserSchema, "User", out var user) is { } problem)
        {
            return problem;
        }

        return user is not { } resource ? [] :
        [
            .. Same("userName", profile.UserName, resource.StringOf("userName")),
            .. Same("externalId", oktaId, resource.StringOf("externalId")),
            .. Same("name.givenName", profile.GivenName, resource.Find("name")?.StringOf("givenName")),
            .. Same("name.familyName", profile.FamilyName, resource.Find("name")?.StringOf("familyName")),
            .. Same("displayName", profile.DisplayName, resource.StringOf("displayName")),
            .. Same("emails[0].value", profile.Email, FirstEmail(resource)),
            .. Same("department", profile.Department, resource.Find(Dialects.Bodies.EnterpriseSchema)?.StringOf("department")),
            .. Same("active", active ? "True" : "False", resource.Find("active")?.ValueKind.ToString()),
        ];
    }

    /// <summary>The group as told. Members are compared where the answer lists them: a gateway may leave them out.</summary>
    public static IEnumerable<string> IsGroup(ScimExchange exchange, string name, IReadOnlyCollection<string>? memberIds, params int[] statuses)
    {
        if (Wrong(exchange, statuses, GroupSchema, "Group", out var group) is { } problem)
        {
            return problem;
        }

        return group is not { } resource ? [] :
        [
            .. Same("displayName", name, resource.StringOf("displayName")),
            .. memberIds is null ? [] : Members(resource, memberIds),
        ];
    }

    /// <summary>A list whose numbers are JSON integers: one string in their place makes Okta stop silently.</summary>
    public static IEnumerable<string> IsList(ScimExchange exchange, int startIndex, int? totalResults)
    {
        if (exchange.Status != 200)
        {
            return [Status(exchange, "200")];
        }

        if (exchange.Answer is not { ValueKind: JsonValueKind.Object } list || !HasSchema(list, ListSchema))
        {
            return ["the answer is no ListResponse: Okta says \"No results for users returned\""];
        }

        if (list.Find("Resources") is not { ValueKind: JsonValueKind.Array } resources)
        {
            return ["the list has no \"Resources\" array"];
        }

        return
        [
            .. Media(exchange),
            .. Number(list, "totalResults", totalResults),
            .. Number(list, "startIndex", startIndex),
            .. Number(list, "itemsPerPage", resources.GetArrayLength()),
        ];
    }

    /// <summary>A refusal in SCIM shape: its <c>detail</c> is what the administrator reads.</summary>
    public static IEnumerable<string> IsError(ScimExchange exchange, int status)
    {
        if (exchange.Status != status)
        {
            return [Status(exchange, status.ToString(CultureInfo.InvariantCulture))];
        }

        if (exchange.Answer is not { ValueKind: JsonValueKind.Object } error || !HasSchema(error, ErrorSchema))
        {
            return ["the refusal is no SCIM Error"];
        }

        return
        [
            .. Same("status", status.ToString(CultureInfo.InvariantCulture), error.StringOf("status")),
            .. string.IsNullOrWhiteSpace(error.StringOf("detail")) ? ["the refusal has no \"detail\" for the administrator"] : Array.Empty<string>(),
        ];
    }

    public static IEnumerable<string> HasStatus(ScimExchange exchange, int status) =>
        exchange.Status == status ? [] : [Status(exchange, status.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The resources of a list; empty if the answer is none.</summary>
    public static IReadOnlyList<JsonElement> Resources(ScimExchange exchange) =>
        exchange.Answer?.Find("Resources") is { ValueKind: JsonValueKind.Array } resources ? [.. resources.EnumerateArray()] : [];

    public static string? FirstEmail(JsonElement user) =>
        user.Find("emails") is { ValueKind: JsonValueKind.Array } emails && emails.GetArrayLength() > 0 ? emails[0].StringOf("value") : null;

    public static IReadOnlyList<string?> MemberIds(JsonElement group) =>
        group.Find("members") is { ValueKind: JsonValueKind.Array } members ? [.. members.EnumerateArray().Select(member => member.StringOf("value"))] : [];

    private static string[]? Wrong(ScimExchange exchange, int[] statuses, string schema, string type, out JsonElement? resource)
    {
        resource = null;
        if (!statuses.Contains(exchange.Status))
        {
            return [Status(exchange, string.Join(" or ", statuses))];
        }

        if (exchange.Status == 204)
        {
            return exchange.Text.Length == 0 ? [] : ["204 came with a body"];
        }

        if (exchange.Answer is not { ValueKind: JsonValueKind.Object } answer)
        {
            return [$"the answer is no {type}: Okta says \"returned empty {type.ToLowerInvariant()}\""];
        }

        string[] problems =
        [
            .. Media(exchange),
            .. HasSchema(answer, schema) ? [] : new[] { $"\"schemas\" lacks {schema}" },
            .. string.IsNullOrEmpty(answer.StringOf("id")) ? ["the resource has no \"id\""] : Array.Empty<string>(),
            .. Same("meta.resourceType", type, answer.Find("meta")?.StringOf("resourceType")),
            .. exchange.Status == 201 && string.IsNullOrEmpty(exchange.Location) ? ["201 came without Location"] : Array.Empty<string>(),
            .. answer.Find("password") is null ? [] : new[] { "the answer shows a password" },
        ];

        resource = answer;
        return problems.Length == 0 ? null : problems;
    }

    private static IEnumerable<string> Members(JsonElement group, IReadOnlyCollection<string> expected)
    {
        if (group.Find("members") is not { ValueKind: JsonValueKind.Array })
        {
            return [];
        }

        var listed = MemberIds(group);
        var missing = expected.Except(listed, StringComparer.Ordinal).Count();
        var extra = listed.Except(expected, StringComparer.Ordinal).Count();
        return missing + extra == 0 && listed.Count == expected.Count ? [] :
            [string.Create(CultureInfo.InvariantCulture, $"the group should list {expected.Count} members; of these {missing} are missing and {extra} others are there")];
    }

    private static IEnumerable<string> Media(ScimExchange exchange) => Same("Content-Type", ScimClient.MediaType, exchange.ContentType);

    private static IEnumerable<string> Number(JsonElement list, string name, long? expected) =>
        !list.IsInteger(name, out var value) ? [$"\"{name}\" must be a JSON integer"]
        : expected is { } wanted && wanted != value ? [string.Create(CultureInfo.InvariantCulture, $"\"{name}\" is {value}, not {wanted}")]
        : [];

    private static IEnumerable<string> Same(string what, string expected, string? actual) =>
        string.Equals(expected, actual, StringComparison.Ordinal) ? [] : [$"{what} is {actual ?? "absent"}, not {expected}"];

    private static bool HasSchema(JsonElement resource, string schema) =>
        resource.Find("schemas") is { ValueKind: JsonValueKind.Array } schemas &&
        schemas.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(schema));

    private static string Status(ScimExchange exchange, string expected)
    {
        var detail = exchange.Answer is { ValueKind: JsonValueKind.Object } error ? error.StringOf("detail") : null;
        return string.Create(CultureInfo.InvariantCulture, $"the answer was {exchange.Status}, not {expected}{(detail is null ? "" : $" (\"{detail}\")")}");
    }
}
