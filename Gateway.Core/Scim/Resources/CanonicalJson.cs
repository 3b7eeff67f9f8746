using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reading, comparing and writing canonical attributes.</summary>
public static class CanonicalJson
{
    private const int KeptBuffer = 1024 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? kept;

    public static string? FindText(JsonObject attributes, string name) => TryText(attributes[name], out var text) ? text : null;

    public static bool? FindBoolean(JsonObject attributes, string name) =>
        attributes[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>The value marked primary of a multi-valued attribute, else the first.</summary>
    public static string? FindPrimary(JsonObject attributes, string name)
    {
        string? first = null;
        if (attributes[name] is JsonArray elements)
        {
            foreach (var element in elements)
            {
                if (element is JsonObject item && FindText(item, "value") is { } value)
                {
                    if (FindBoolean(item, "primary") == true)
                    {
                        return value;
                    }

                    first ??= value;
                }
            }
        }

        return first;
    }

    /// <summary>The distinct values of a multi-valued attribute.</summary>
    public static IReadOnlyList<string> Values(JsonObject attributes, string name)
    {
        if (attributes[name] is not JsonArray elements)
        {
            return [];
        }

        var values = new List<string>(elements.Count);
        foreach (var element in elements)
        {
            if (element is JsonObject item && FindText(item, "value") is { } value && !values.Contains(value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <summary>Parses text that the gateway wrote itself.</summary>
    public static JsonObject Parse(string json)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            var reader = JsonReading.Reopen(bytes.AsSpan(0, Encoding.UTF8.GetBytes(json, bytes)));
            var error = JsonReading.ReadNode(ref reader, null, out var node);
            return error is null && node is JsonObject parsed ? parsed : throw new InvalidOperationException("The text is not a resource that the gateway wrote.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Compact text.</summary>
    public static string Write(JsonNode node) => Write(node, static (writer, node) => node.WriteTo(writer));

    /// <summary>Equal values; objects whatever the order of their members, numbers by value.</summary>
    public static bool Same(JsonNode? left, JsonNode? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        switch (left, right)
        {
            case (JsonObject a, JsonObject b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                foreach (var (name, value) in a)
                {
                    if (!b.TryGetPropertyValue(name, out var other) || !Same(value, other))
                    {
                        return false;
                    }
                }

                return true;
            case (JsonArray a, JsonArray b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                for (var i = 0; i < a.Count; i++)
                {
                    if (!Same(a[i], b[i]))
                    {
                        return false;
                    }
                }

                return true;
            case (JsonValue a, JsonValue b):
                return TryText(a, out var text) ? TryText(b, out var otherText) && text == otherText
                    : a.TryGetValue<bool>(out var flag) ? b.TryGetValue<bool>(out var otherFlag) && flag == otherFlag
                    : a.TryGetValue<long>(out var whole) && b.TryGetValue<long>(out var otherWhole) ? whole == otherWhole
                    : TryNumber(a, out var number) && TryNumber(b, out var otherNumber) && number.Equals(otherNumber);
            default:
                return false;
        }
    }

    internal static bool TryText(JsonNode? node, out string text)
    {
        if (node is JsonValue value && value.TryGetValue<string>(out var found))
        {
            text = found;
            return true;
        }

        text = "";
        return false;
    }

    internal static bool TryNumber(JsonNode? node, out double number)
    {
        number = 0;
        if (node is not JsonValue value)
        {
            return false;
        }

        if (value.TryGetValue<long>(out var whole))
        {
            number = whole;
            return true;
        }

        if (value.TryGetValue<int>(out var small))
        {
            number = small;
            return true;
        }

        return value.TryGetValue(out number);
    }

    /// <summary>Compact JSON text. The writer and its buffer are kept by the thread.</summary>
    internal static string Write<T>(T state, Action<Utf8JsonWriter, T> write)
    {
        var (buffer, writer) = kept ?? NewWriter();
        kept = null;
        write(writer, state);
        writer.Flush();
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        if (buffer.Capacity <= KeptBuffer)
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            kept = (buffer, writer);
        }

        return text;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) NewWriter()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }));
    }
}
