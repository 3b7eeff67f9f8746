using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reads JSON from outside within bounds: depth 32, text of 64 KiB, no NUL, no lone surrogates, no key twice in one object (whatever
/// its case, for SCIM's attribute names have none), no number outside double.</summary>
public static class JsonReading
{
    public const int MaxDepth = 32;

    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxTextBytes = 64 * 1024;

    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    // Deeper than allowed, so that it is our sentence that refuses.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth + 8 };

    internal delegate ScimError? Walk(ref Utf8JsonReader reader);

    /// <summary>A body that must be an object.</summary>
    public static ScimResult<JsonObject> ReadObject(ReadOnlyMemory<byte> json)
    {
        JsonObject? result = null;
        return WalkObject(json.Span, (ref Utf8JsonReader reader) => ReadObject(ref reader, out result)) is { } error ? error : result!;
    }

    /// <summary>An object whose names are found in any case.</summary>
    internal static JsonObject NewObject() => new(AnyCase);

    /// <summary>Walks a body that must be an object, from its first brace. Whatever the JSON reader throws becomes a refusal with position.</summary>
    internal static ScimError? WalkObject(ReadOnlySpan<byte> json, Walk walk)
    {
        json = json[MarkLength(json)..];
        if (json.IsEmpty)
        {
            return ScimError.InvalidSyntax("The request has no body: send a JSON object.");
        }

        if (!Utf8.IsValid(json))
        {
            return ScimError.InvalidSyntax("The body is not valid UTF-8.");
        }

        var reader = new Utf8JsonReader(json, Options);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return ScimError.InvalidSyntax("The body must be a JSON object.");
            }

            var error = walk(ref reader);
            if (error is null)
            {
                reader.Read(); // Throws if something follows.
            }

            return error;
        }
        catch (JsonException exception)
        {
            return ScimError.InvalidSyntax(
                $"The body is not valid JSON: see line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}.");
        }
        catch (InvalidOperationException) when (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            return ScimError.InvalidSyntax($"The body has half a surrogate pair in the text at byte {reader.TokenStartIndex + 1}.");
        }
    }

    /// <summary>How many bytes a byte order mark takes in front, which some clients send.</summary>
    internal static int MarkLength(ReadOnlySpan<byte> json) => json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;

    /// <summary>A value that <see cref="Check"/> found sound.</summary>
    internal static ScimError? ReadValue(ReadOnlySpan<byte> json, out JsonNode? node)
    {
        var reader = Reopen(json);
        return ReadNode(ref reader, null, out node);
    }

    /// <summary>Bytes that were checked before, or that the gateway wrote.</summary>
    internal static Utf8JsonReader Reopen(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        return reader;
    }

    /// <summary>From the first token of a value to its last.</summary>
    internal static ScimError? ReadNode(ref Utf8JsonReader reader, string? name, out JsonNode? node)
    {
        node = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var error = ReadText(ref reader, name, out var text);
                node = error is null ? JsonValue.Create(text) : null;
                return error;
            case JsonTokenType.True:
            case JsonTokenType.False:
                node = JsonValue.Create(reader.GetBoolean());
                return null;
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                return ReadNumber(ref reader, name, out node);
            case JsonTokenType.StartArray:
                error = ReadArray(ref reader, name, out var array);
                node = array;
                return error;
            default:
                error = ReadObject(ref reader, out var inner);
                node = inner;
                return error;
        }
    }

    /// <summary>A string token, or the name of a property.</summary>
    internal static ScimError? ReadText(ref Utf8JsonReader reader, string? name, out string text)
    {
        text = "";
        if (reader.ValueSpan.Length > MaxTextBytes && (!reader.ValueIsEscaped || Encoding.UTF8.GetByteCount(reader.GetString()!) > MaxTextBytes))
        {
            return ScimError.InvalidValue($"{Named(name)} is longer than 64 KiB.");
        }

        text = reader.GetString()!;
        return reader.ValueIsEscaped && text.Contains('\0') ? ScimError.InvalidValue($"{Named(name)} contains a NUL character.") : null;
    }

    /// <summary>Checks a value as <see cref="ReadNode"/> would, all but keys that stand twice, and keeps nothing.</summary>
    internal static ScimError? Check(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        do
        {
            var token = reader.TokenType;
            if (token is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                if ((reader.ValueIsEscaped || reader.ValueSpan.Length > MaxTextBytes) && ReadText(ref reader, null, out _) is { } error)
                {
                    return error;
                }
            }
            else if (token is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= MaxDepth)
            {
                return TooDeep();
            }
            else if (token == JsonTokenType.Number && ReadNumber(ref reader, null, out _) is { } error)
            {
                return error;
            }

            if (reader.CurrentDepth == depth && token is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                return null;
            }
        }
        while (reader.Read());
        return null;
    }

    internal static ScimError TwiceInOneObject(string name) =>
        ScimError.InvalidSyntax($"{ScimError.Shown(name)} stands twice in one object; names have no case. Send it once.");

    /// <summary>The name of a property, before its value.</summary>
    internal static ScimError? ReadName(ref Utf8JsonReader reader, out string name)
    {
        var error = ReadText(ref reader, null, out name);
        reader.Read();
        return error;
    }

    private static ScimError? ReadObject(ref Utf8JsonReader reader, out JsonObject? result)
    {
        result = null;
        if (reader.CurrentDepth >= MaxDepth)
        {
            return TooDeep();
        }

        var read = NewObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            JsonNode? node = null;
            if ((ReadName(ref reader, out var name) ?? ReadNode(ref reader, name, out node)) is { } error)
            {
                return error;
            }

            if (!read.TryAdd(name, node))
            {
                return TwiceInOneObject(name);
            }
        }

        result = read;
        return null;
    }

    private static ScimError? ReadArray(ref Utf8JsonReader reader, string? name, out JsonArray? result)
    {
        result = null;
        if (reader.CurrentDepth >= MaxDepth)
        {
            return TooDeep();
        }

        var read = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadNode(ref reader, name, out var node) is { } error)
            {
                return error;
            }

            read.Add(node);
        }

        result = read;
        return null;
    }

    // A whole number of 64 bits keeps its digits; any other is a double, which both databases read alike.
    private static ScimError? ReadNumber(ref Utf8JsonReader reader, string? name, out JsonNode? node)
    {
        if (reader.TryGetInt64(out var whole))
        {
            node = JsonValue.Create(whole);
            return null;
        }

        if (reader.TryGetDouble(out var number) && double.IsFinite(number))
        {
            node = JsonValue.Create(number);
            return null;
        }

        node = null;
        return ScimError.InvalidValue($"{Named(name)} is a number out of range: send it as a string.");
    }

    private static ScimError TooDeep() => ScimError.InvalidSyntax($"The body is nested deeper than {MaxDepth} levels.");

    private static string Named(string? name) => name is null ? "A value" : ScimError.Shown(name);
}
