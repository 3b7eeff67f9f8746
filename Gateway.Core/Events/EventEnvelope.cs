using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Core.Events;

/// <summary>The body that webhooks and the feed carry: the same bytes whenever and however often an event is told.</summary>
public static class EventEnvelope
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Write(StoredEvent stored)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256 + stored.Data.Length);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("id", stored.Id.ToString());
            writer.WriteString("type", stored.Type);
            writer.WriteString("timestamp", Timestamp(stored.OccurredAt));
            writer.WriteNumber("sequence", stored.Sequence);
            writer.WritePropertyName("directory");
            writer.WriteRawValue(stored.Directory ?? "null", skipInputValidation: true);
            writer.WriteString("source", stored.Source);
            writer.WriteString("cause", stored.Cause);
            writer.WritePropertyName("data");
            writer.WriteRawValue(stored.Data, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>UTC with milliseconds, as in every answer of the gateway.</summary>
    public static string Timestamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
