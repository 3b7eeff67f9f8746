using System.Text.Json;

namespace Gateway.Web.Api;

/// <summary>The words on the wire of an enumeration, as its JSON attributes spell them.</summary>
internal static class Words<T> where T : struct, Enum
{
    private static readonly Dictionary<string, T> All = Enum.GetValues<T>().ToDictionary(Of, StringComparer.Ordinal);

    /// <summary>For a sentence: "a, b or c".</summary>
    public static string Listed { get; } = string.Join(" or ", All.Keys);

    public static T? Find(string text) => All.TryGetValue(text, out var value) ? value : null;

    private static string Of(T value) => JsonSerializer.Serialize(value).Trim('"') is [>= '0' and <= '9', ..]
        ? JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString())
        : JsonSerializer.Serialize(value).Trim('"');
}
