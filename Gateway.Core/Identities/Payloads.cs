using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Identities;

/// <summary>Users and groups as events tell them: plain names, no SCIM. design.md §6.</summary>
internal static class Payloads
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Of(UserId id, ScimUser user, DateTimeOffset createdAt, DateTimeOffset updatedAt) => Write(writer =>
    {
        var name = user.Attributes["name"] as JsonObject;
        writer.WriteString("id", id.ToString());
        writer.WriteString("idp_id", user.ExternalId);
        writer.WriteString("user_name", user.UserName);
        writer.WriteString("email", user.PrimaryEmail);
        writer.WriteString("first_name", Text(name, "givenName"));
        writer.WriteString("last_name", Text(name, "familyName"));
        writer.WriteString("display_name", Text(user.Attributes, "displayName") ?? Text(name, "formatted"));
        writer.WriteString("state", user.Active ? "active" : "inactive");
        writer.WritePropertyName("custom_attributes");
        WriteCustomAttributes(writer, user.Attributes);
        writer.WriteString("created_at", EventEnvelope.Timestamp(createdAt));
        writer.WriteString("updated_at", EventEnvelope.Timestamp(updatedAt));
    });

    public static string Of(GroupId id, ScimGroup group, DateTimeOffset createdAt, DateTimeOffset updatedAt) => Write(writer =>
    {
        writer.WriteString("id", id.ToString());
        writer.WriteString("idp_id", group.ExternalId);
        writer.WriteString("display_name", group.DisplayName);
        writer.WriteString("created_at", EventEnvelope.Timestamp(createdAt));
        writer.WriteString("updated_at", EventEnvelope.Timestamp(updatedAt));
    });

    /// <summary>What Okta's profile carries beyond the core schema: the attributes of every extension, by their own names; the first wins.</summary>
    private static void WriteCustomAttributes(Utf8JsonWriter writer, JsonObject attributes)
    {
        writer.WriteStartObject();
        HashSet<string>? written = null;
        foreach (var (name, value) in attributes)
        {
            if (value is not JsonObject extension || !name.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            written ??= new HashSet<string>(StringComparer.Ordinal);
            foreach (var (attribute, content) in extension)
            {
                if (content is not null && written.Add(attribute))
                {
                    writer.WritePropertyName(attribute);
                    content.WriteTo(writer);
                }
            }
        }

        writer.WriteEndObject();
    }

    private static string? Text(JsonObject? attributes, string name) =>
        attributes?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
