using System.Text.Json;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reads members without building them: of each only its <c>value</c> counts. RFC 7643 §4.2, okta.md OV-63.</summary>
internal static class MemberValues
{
    /// <summary>The distinct values of an array of members, or of one member; null if the JSON says null or "".</summary>
    public static ScimError? Read(ref Utf8JsonReader reader, out IReadOnlyList<string>? values)
    {
        values = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
            case JsonTokenType.String when reader.ValueSpan.IsEmpty:
                return null;
            case JsonTokenType.StartObject:
                var error = ReadMember(ref reader, out var only);
                values = [only];
                return error;
            case JsonTokenType.StartArray:
                return ReadAll(ref reader, out values);
            default:
                return NotMembers();
        }
    }

    private static ScimError? ReadAll(ref Utf8JsonReader reader, out IReadOnlyList<string>? values)
    {
        var list = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        values = list;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return NotMembers();
            }

            if (ReadMember(ref reader, out var value) is { } error)
            {
                return error;
            }

            if (seen.Add(value))
            {
                list.Add(value);
            }
        }

        return null;
    }

    private static ScimError? ReadMember(ref Utf8JsonReader reader, out string value)
    {
        value = "";
        var hasValue = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var part = Part(ref reader);
            reader.Read();
            if (part is MemberPart.Value)
            {
                if (hasValue)
                {
                    return JsonReading.TwiceInOneObject("value");
                }

                hasValue = true;
                if (reader.TokenType != JsonTokenType.String)
                {
                    return ScimError.InvalidValue("members.value must be a string: the id of a user.");
                }

                if (JsonReading.ReadText(ref reader, "members.value", out value) is { } error)
                {
                    return error;
                }
            }
            else if (part is MemberPart.Type && reader.TokenType == JsonTokenType.String
                && "Group".Equals(reader.GetString(), StringComparison.OrdinalIgnoreCase))
            {
                return ScimError.InvalidValue("A group cannot be a member of a group here: send its people as members.");
            }
            else if (JsonReading.Check(ref reader) is { } error)
            {
                return error;
            }
        }

        return value.Length == 0 ? ScimError.InvalidValue("A member has no value: send the id of the user as value.")
            : Canonicalizer.IsTooLong(value) ? ScimError.InvalidValue($"members.value is longer than {Canonicalizer.MaxIndexedBytes} bytes.")
            : null;
    }

    private static MemberPart Part(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("value"u8))
        {
            return MemberPart.Value;
        }

        if (reader.ValueTextEquals("display"u8) || reader.ValueTextEquals("$ref"u8))
        {
            return MemberPart.Other;
        }

        var name = reader.GetString()!;
        return name.Equals("value", StringComparison.OrdinalIgnoreCase) ? MemberPart.Value
            : name.Equals("type", StringComparison.OrdinalIgnoreCase) ? MemberPart.Type
            : MemberPart.Other;
    }

    private static ScimError NotMembers() => ScimError.InvalidValue("members must be an array of objects, each with the id of a user as value.");

    private enum MemberPart
    {
        Other,
        Value,
        Type,
    }
}
