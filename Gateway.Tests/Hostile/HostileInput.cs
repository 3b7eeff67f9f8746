using System.Text;

namespace Gateway.Tests.Hostile;

/// <summary>One request that no server should have to bear, and how it is refused.</summary>
/// <param name="Name">In words; the case's name.</param>
/// <param name="Path">Below the base URL; <c>{user}</c> and <c>{group}</c> are a user and a group that exist.</param>
/// <param name="Statuses">Any of these.</param>
/// <param name="ScimTypes">Any of these; empty where the RFC names none.</param>
public sealed record HostileInput(string Name, string Method, string Path, byte[]? Body, int[] Statuses, string[] ScimTypes)
{
    private const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";

    /// <summary>Over Okta's own headers.</summary>
    public Dictionary<string, string?> Headers { get; init; } = [];

    /// <summary>A part of the request that must not come back in the answer.</summary>
    public string? NotEchoed { get; init; }

    /// <summary>Refused by the HTTP server itself, without a body.</summary>
    public bool BeforeTheGateway { get; init; }

    /// <summary><c>Allow</c> of a 405.</summary>
    public string? Allow { get; init; }

    public static IReadOnlyDictionary<string, HostileInput> All { get; } = new[]
    {
        // What is no JSON, or not the JSON that a resource is.
        Create("JSON that ends early", "{\"userName\": \"eve\"", "invalidSyntax"),
        Create("no body at all", "", "invalidSyntax"),
        Create("a body of spaces", "   ", "invalidSyntax"),
        Create("an array instead of an object", "[]", "invalidSyntax"),
        Create("null instead of an object", "null", "invalidSyntax"),
        Create("a text instead of an object", "\"eve\"", "invalidSyntax"),
        Create("something behind the object", $$"""{"schemas":["{{User}}"],"userName":"eve"} {}""", "invalidSyntax"),
        Create("XML", "<user/>", "invalidSyntax"),
        Create("a comma too many", $$"""{"schemas":["{{User}}"],"userName":"eve",}""", "invalidSyntax"),
        Create("a comment", $$"""{"schemas":["{{User}}"],/* hello */"userName":"eve"}""", "invalidSyntax"),
        Create("depth over 32", $$"""{"schemas":["{{User}}"],"userName":"eve","nest":{{new string('[', 40)}}{{new string(']', 40)}}}""", "invalidSyntax", "invalidValue"),
        Create("depth in the thousands", new string('[', 100_000), "invalidSyntax"),
        Create("NUL in a text", $$"""{"schemas":["{{User}}"],"userName":"eve\u0000"}""", "invalidValue", "invalidSyntax"),
        Create("NUL in a name", $$"""{"schemas":["{{User}}"],"userName":"eve","x\u0000":"y"}""", "invalidValue", "invalidSyntax"),
        Create("a NUL byte", Encoding.UTF8.GetBytes($"{{\"schemas\":[\"{User}\"],\"userName\":\"eve\0\"}}"), "invalidValue", "invalidSyntax"),
        Create("a lone high surrogate", $$"""{"schemas":["{{User}}"],"userName":"eve\ud800"}""", "invalidValue", "invalidSyntax"),
        Create("a lone low surrogate in a custom attribute", $$"""{"schemas":["{{User}}"],"userName":"eve","x":"\udc00"}""", "invalidValue", "invalidSyntax"),
        Create("bytes that are no UTF-8", [.. Encoding.UTF8.GetBytes($"{{\"schemas\":[\"{User}\"],\"userName\":\"eve"), 0xC3, 0x28, (byte)'"', (byte)'}'], "invalidValue", "invalidSyntax"),
        Create("a number outside of what numbers are", $$"""{"schemas":["{{User}}"],"userName":"eve","x":1e999999}""", "invalidValue", "invalidSyntax"),
        Create("a text over 64 KiB", $$"""{"schemas":["{{User}}"],"userName":"eve","displayName":"{{new string('e', 65 * 1024)}}"}""", "invalidValue", "tooMany"),
        new("a user over 1 MiB", "POST", "Users", Bytes($$"""{"schemas":["{{User}}"],"userName":"eve","x":["{{string.Join("\",\"", Enumerable.Repeat(new string('e', 1000), 1100))}}"]}"""), [413], []),
        new("a group over 32 MiB", "POST", "Groups", Bytes($$"""{"schemas":["{{Group}}"],"displayName":"eve","members":[{{string.Join(',', Enumerable.Repeat("{\"value\":\"" + new string('e', 1000) + "\"}", 34_000))}}]}"""), [413], []),

        // Wrong types and missing values.
        Create("no userName", $$"""{"schemas":["{{User}}"],"active":true}""", "invalidValue"),
        Create("an empty userName", $$"""{"schemas":["{{User}}"],"userName":""}""", "invalidValue"),
        Create("a userName of spaces", $$"""{"schemas":["{{User}}"],"userName":"   "}""", "invalidValue"),
        Create("userName null", $$"""{"schemas":["{{User}}"],"userName":null}""", "invalidValue"),
        Create("a number as userName", $$"""{"schemas":["{{User}}"],"userName":42}""", "invalidValue"),
        Create("an object as userName", $$"""{"schemas":["{{User}}"],"userName":{"value":"eve"} }""", "invalidValue"),
        Create("an array as userName", $$"""{"schemas":["{{User}}"],"userName":["eve"]}""", "invalidValue"),
        Create("a text as name", $$"""{"schemas":["{{User}}"],"userName":"eve","name":"Eve"}""", "invalidValue"),
        Create("a word as active", $$"""{"schemas":["{{User}}"],"userName":"eve","active":"maybe"}""", "invalidValue"),
        Create("a number as active", $$"""{"schemas":["{{User}}"],"userName":"eve","active":7}""", "invalidValue"),
        Create("a number among the e-mails", $$"""{"schemas":["{{User}}"],"userName":"eve","emails":[7]}""", "invalidValue"),
        Create("a number as externalId", $$"""{"schemas":["{{User}}"],"userName":"eve","externalId":7}""", "invalidValue"),
        CreateGroup("no displayName", $$"""{"schemas":["{{Group}}"],"members":[]}""", "invalidValue"),
        CreateGroup("a number as displayName", $$"""{"schemas":["{{Group}}"],"displayName":7}""", "invalidValue"),
        CreateGroup("a text as members", $$"""{"schemas":["{{Group}}"],"displayName":"Eve","members":"everybody"}""", "invalidValue"),
        CreateGroup("a member without a value", $$"""{"schemas":["{{Group}}"],"displayName":"Eve","members":[{"display":"eve"}]}""", "invalidValue"),
        CreateGroup("a number as a member's value", $$"""{"schemas":["{{Group}}"],"displayName":"Eve","members":[{"value":7}]}""", "invalidValue"),

        // Filters.
        Filter("an unknown attribute", "shoeSize eq \"44\""),
        Filter("an unknown sub-attribute", "name.nickname eq \"x\""),
        Filter("an unknown attribute of a known schema", "urn:ietf:params:scim:schemas:core:2.0:User:shoeSize eq \"44\""),
        Filter("an unknown attribute of the enterprise schema", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:shoeSize eq \"44\""),
        Filter("an unknown operator", "userName like \"x\""),
        Filter("a text that does not end", "userName eq \"eve"),
        Filter("no value", "userName eq"),
        Filter("no operator", "userName"),
        Filter("a parenthesis too many", "(userName eq \"eve\"))"),
        Filter("a parenthesis too few", "((userName eq \"eve\")"),
        Filter("something behind the filter", "userName eq \"eve\" and"),
        Filter("a number compared with a text", "userName eq 7"),
        Filter("greater than a boolean", "active gt true"),
        Filter("what is no moment", "meta.created gt \"yesterday\""),
        Filter("SQL", "userName eq \"x\"; DROP TABLE users; --"),
        Filter("more than 4 KB", $"userName eq \"{new string('e', 5000)}\""),
        Filter("too many clauses", string.Join(" or ", Enumerable.Repeat("id pr", 250)), "tooMany", "invalidFilter"),
        Filter("too deep a nest", new string('(', 1500) + "id pr" + new string(')', 1500), "tooMany", "invalidFilter"),
        Filter("NUL", "userName eq \"eve\0\"", "invalidFilter", "invalidValue"),
        new("a password in a filter", "GET", "Users?filter=" + Uri.EscapeDataString("password eq \"canary-in-a-filter\""), null, [403], ["sensitive"]) { NotEchoed = "canary-in-a-filter" },
        new("a password to sort by", "GET", "Users?sortBy=password", null, [403], ["sensitive"]),
        new("an unknown attribute to sort by", "GET", "Users?sortBy=shoeSize", null, [400], ["invalidPath", "invalidValue", "invalidFilter"]),
        new("a word as count", "GET", "Users?count=many", null, [400], ["invalidValue"]),
        new("a word as startIndex", "GET", "Users?startIndex=first", null, [400], ["invalidValue"]),
        new("a cursor that we never gave", "GET", "Users?cursor=not-ours&count=2", null, [400], ["invalidCursor"]),
        new("a search without JSON", "POST", "Users/.search", Bytes("{"), [400], ["invalidSyntax"]),

        // PATCH.
        Patch("no operations", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}""", "invalidSyntax", "invalidValue"),
        Patch("operations that are no array", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{}}""", "invalidSyntax", "invalidValue"),
        Patch("an operation that is no object", Operations("7"), "invalidSyntax", "invalidValue"),
        Patch("an operation without op", Operations("""{"path":"title","value":"x"}"""), "invalidSyntax", "invalidValue"),
        Patch("an operation that does not exist", Operations("""{"op":"frob","path":"title","value":"x"}"""), "invalidSyntax", "invalidValue"),
        Patch("an unknown path", Operations("""{"op":"replace","path":"shoeSize","value":"44"}"""), "invalidPath"),
        Patch("an unknown path behind a good one", Operations("""{"op":"replace","path":"title","value":"Stored"},{"op":"replace","path":"shoeSize","value":"44"}"""), "invalidPath"),
        Patch("a path that is none", Operations("""{"op":"replace","path":"emails[type eq","value":"x"}"""), "invalidPath", "invalidFilter"),
        Patch("a remove without a path", Operations("""{"op":"remove"}"""), "noTarget"),
        Patch("a replace of what is not there", Operations("""{"op":"replace","path":"emails[type eq \"nowhere\"].value","value":"x@example.com"}"""), "noTarget"),
        Patch("a number as displayName", Operations("""{"op":"replace","path":"displayName","value":7}"""), "invalidValue"),
        Patch("the removal of userName", Operations("""{"op":"remove","path":"userName"}"""), "invalidValue", "mutability"),
        Patch("another id", Operations("""{"op":"replace","path":"id","value":"other"}"""), "mutability"),
        Patch("an add without a value", Operations("""{"op":"add","path":"title"}"""), "invalidValue", "invalidSyntax"),
        new("members that are no members", "PATCH", "Groups/{group}", Bytes(Operations("""{"op":"add","path":"members","value":[7]}""")), [400], ["invalidValue", "invalidSyntax"]),
        new("a stale If-Match", "PATCH", "Users/{user}", Bytes(Operations("""{"op":"replace","path":"title","value":"x"}""")), [412], []) { Headers = { ["If-Match"] = "W/\"long-ago\"" } },

        // HTTP.
        new("a form", "POST", "Users", Bytes("userName=eve"), [415, 400], []) { Headers = { ["Content-Type"] = "application/x-www-form-urlencoded" } },
        new("a compressed body", "POST", "Users", Bytes("x"), [415, 400], []) { Headers = { ["Content-Encoding"] = "gzip" } },
        new("PUT to all users", "PUT", "Users", Bytes("{}"), [405], []) { Allow = "GET, POST" },
        new("DELETE of all users", "DELETE", "Users", null, [405], []) { Allow = "GET, POST" },
        new("DELETE of all groups", "DELETE", "Groups", null, [405], []) { Allow = "GET, POST" },
        new("POST to one user", "POST", "Users/{user}", Bytes("{}"), [405], []) { Allow = "GET, PUT, PATCH, DELETE" },
        new("POST to the schemas", "POST", "Schemas", Bytes("{}"), [405], []) { Allow = "GET" },
        new("a resource that is none", "GET", "Printers", null, [404], []),
        new("a path below a user", "GET", "Users/{user}/emails", null, [404], []),
        new("a way out of the path", "GET", "Users/..%2f..%2fapi", null, [404, 400], []),
        new("NUL as id", "GET", "Users/%00", null, [404, 400], []) { BeforeTheGateway = true },
        new("an id of 8 KB", "GET", "Users/" + new string('a', 8192), null, [404, 400, 414], []),
        new("a user's id as a group's", "GET", "Groups/{user}", null, [404], []),
        new("Me", "GET", "Me", null, [501, 404], []),
        new("Bulk", "POST", "Bulk", Bytes("{}"), [501, 404], []),
        new("no token", "POST", "Users", Bytes($$"""{"schemas":["{{User}}"],"userName":"eve"}"""), [401], []) { Headers = { ["Authorization"] = null } },
        new("a wrong token", "POST", "Users", Bytes($$"""{"schemas":["{{User}}"],"userName":"eve"}"""), [401], []) { Headers = { ["Authorization"] = "Bearer canary-wrong-token" }, NotEchoed = "canary-wrong-token" },
        new("Basic that is none", "POST", "Users", Bytes($$"""{"schemas":["{{User}}"],"userName":"eve"}"""), [401], []) { Headers = { ["Authorization"] = "Basic !!!" } },
        new("a token of 8 KB", "POST", "Users", Bytes($$"""{"schemas":["{{User}}"],"userName":"eve"}"""), [401], []) { Headers = { ["Authorization"] = "Bearer " + new string('x', 8192) } },
    }.ToDictionary(input => input.Name);

    public override string ToString() => Name;

    private static HostileInput Create(string name, string body, params string[] types) => Create(name, Bytes(body), types);

    private static HostileInput Create(string name, byte[] body, params string[] types) => new("a user: " + name, "POST", "Users", body, [400], types);

    private static HostileInput CreateGroup(string name, string body, params string[] types) => new("a group: " + name, "POST", "Groups", Bytes(body), [400], types);

    private static HostileInput Filter(string name, string filter, params string[] types) =>
        new("a filter: " + name, "GET", "Users?filter=" + Uri.EscapeDataString(filter), null, [400], types.Length > 0 ? types : ["invalidFilter"]);

    private static HostileInput Patch(string name, string body, params string[] types) => new("a patch: " + name, "PATCH", "Users/{user}", Bytes(body), [400], types);

    private static string Operations(string operations) => $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}""";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
