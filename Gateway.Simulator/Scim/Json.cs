using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Simulator.Scim;

/// <summary>Okta writes its JSON in plain UTF-8, without escapes.</summary>
internal static class Json
{
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? StringOf(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static JsonElement? Find(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    public static bool IsInteger(this JsonElement element, string name, out long value)
    {
        value = 0;
        return element.Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out value);
    }
}
