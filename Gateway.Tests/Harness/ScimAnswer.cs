using System.Net;
using System.Text.Json;

namespace Gateway.Tests.Harness;

/// <summary>What the gateway answered, read to its end.</summary>
/// <param name="Headers">Of the answer and of its body, names in any case.</param>
/// <param name="Text">The body as text; empty when there was none.</param>
public sealed record ScimAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Body => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The <c>id</c> of the resource that was answered.</summary>
    public string Id => Body.GetProperty("id").GetString()!;

    public static async Task<ScimAnswer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var headers = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
            return new(response.StatusCode, headers, await response.Content.ReadAsStringAsync());
        }
    }

    public ScimAnswer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }
}
