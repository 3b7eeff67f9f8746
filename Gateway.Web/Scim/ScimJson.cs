using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Identities;
using Gateway.Core.Identities.Searching;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Web.Scim;

/// <summary>Resources, lists and errors as SCIM writes them. A stored document already is its answer but for <c>id</c> and <c>meta</c>, so it is
/// written around, not parsed, unless attributes are picked.</summary>
internal static class ScimJson
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ETag(VersionId version) => $"W/\"{version}\"";

    public static byte[] Write(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Plain);

    /// <summary>RFC 7644 §3.12: <c>status</c> is a string.</summary>
    public static byte[] Write(ScimError error)
    {
        var body = new JsonObject
        {
            ["schemas"] = new JsonArray(ScimUrns.Error),
            ["status"] = error.Status.ToString(CultureInfo.InvariantCulture),
        };
        if (error.Type is { } type)
        {
            body["scimType"] = JsonNamingPolicy.CamelCase.ConvertName(type.ToString());
        }

        body["detail"] = error.Detail;
        return Write(body);
    }

    /// <param name="groups">The groups that the user is in; left out where there are none.</param>
    public static void WriteUser(IBufferWriter<byte> output, StoredUser user, IEnumerable<UserGroup>? groups, string baseUrl) =>
        WriteResource(
            output, user.Id.ToString(), user.Document, groups?.Any() == true ? writer => WriteGroups(writer, groups, baseUrl) : null,
            Meta("User", Location(baseUrl, user), user.CreatedAt, user.UpdatedAt, user.Version));

    /// <param name="members">Null: left out.</param>
    public static void WriteGroup(IBufferWriter<byte> output, StoredGroup group, IReadOnlyList<UserId>? members, string baseUrl) =>
        WriteResource(
            output, group.Id.ToString(), group.Document, members is null ? null : writer => WriteMembers(writer, members, baseUrl),
            Meta("Group", Location(baseUrl, group), group.CreatedAt, group.UpdatedAt, group.Version));

    public static string Location(string baseUrl, StoredUser user) => $"{baseUrl}/Users/{user.Id}";

    public static string Location(string baseUrl, StoredGroup group) => $"{baseUrl}/Groups/{group.Id}";

    /// <summary>RFC 7644 §3.4.2: the numbers are numbers (OV-12), <c>Resources</c> is there even when empty (OV-1).</summary>
    public static byte[] WriteList<T>(ListPage<T> page, bool byCursor, Action<IBufferWriter<byte>, T> write)
    {
        var output = new ArrayBufferWriter<byte>(256 + (page.Items.Count * 1024));
        Raw(output, $"{{\"schemas\":[\"{ScimUrns.ListResponse}\"],\"totalResults\":");
        Raw(output, page.TotalResults.ToString(CultureInfo.InvariantCulture));
        if (!byCursor)
        {
            Raw(output, ",\"startIndex\":");
            Raw(output, page.StartIndex.ToString(CultureInfo.InvariantCulture));
        }

        Raw(output, ",\"itemsPerPage\":");
        Raw(output, page.Items.Count.ToString(CultureInfo.InvariantCulture));
        if (page.NextCursor is not null)
        {
            Raw(output, $",\"nextCursor\":\"{page.NextCursor}\"");
        }

        Raw(output, ",\"Resources\":[");
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0)
            {
                Raw(output, ",");
            }

            write(output, page.Items[i]);
        }

        Raw(output, "]}");
        return output.WrittenSpan.ToArray();
    }

    /// <summary>RFC 7643 §4.1.2.</summary>
    private static void WriteGroups(IBufferWriter<byte> output, IEnumerable<UserGroup> groups, string baseUrl)
    {
        Raw(output, ",\"groups\":");
        output.Write(Write(Groups(groups, baseUrl)));
    }

    private static JsonArray Groups(IEnumerable<UserGroup> groups, string baseUrl) => new([.. groups.Select(group => (JsonNode)new JsonObject
    {
        ["value"] = group.Group.ToString(),
        ["$ref"] = $"{baseUrl}/Groups/{group.Group}",
        ["display"] = JsonNode.Parse(group.Document)!["displayName"]?.DeepClone(),
        ["type"] = "direct",
    })]);

    /// <summary>The whole resource as an object, for picking attributes.</summary>
    public static JsonObject Parse(ReadOnlySpan<byte> resource) => (JsonObject)JsonNode.Parse(resource)!;

    private static void WriteResource(IBufferWriter<byte> output, string id, string document, Action<IBufferWriter<byte>>? members, string meta)
    {
        // {"schemas":[…],…} becomes {"schemas":[…],…,"id":"…"[,"members":[…]],"meta":{…}}.
        Raw(output, document.AsSpan(0, document.Length - 1));
        Raw(output, ",\"id\":\"");
        Raw(output, id);
        Raw(output, "\"");
        members?.Invoke(output);
        Raw(output, meta);
    }

    private static string Meta(string type, string location, DateTimeOffset created, DateTimeOffset lastModified, VersionId version) =>
        $",\"meta\":{{\"resourceType\":\"{type}\",\"created\":\"{EventEnvelope.Timestamp(created)}\",\"lastModified\":\"{EventEnvelope.Timestamp(lastModified)}\"," +
        $"\"location\":\"{JsonEncodedText.Encode(location, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\",\"version\":\"W/\\\"{version}\\\"\"}}}}";

    private static void WriteMembers(IBufferWriter<byte> output, IReadOnlyList<UserId> members, string baseUrl)
    {
        var root = JsonEncodedText.Encode(baseUrl, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        Raw(output, ",\"members\":[");
        for (var i = 0; i < members.Count; i++)
        {
            var id = members[i].ToString();
            Raw(output, i > 0 ? ",{\"value\":\"" : "{\"value\":\"");
            Raw(output, id);
            Raw(output, "\",\"$ref\":\"");
            Raw(output, root);
            Raw(output, "/Users/");
            Raw(output, id);
            Raw(output, "\",\"type\":\"User\"}");
        }

        Raw(output, "]");
    }

    private static void Raw(IBufferWriter<byte> output, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);
}
