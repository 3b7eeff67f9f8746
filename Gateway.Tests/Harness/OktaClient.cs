using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Harness;

/// <summary>Speaks SCIM to one directory with Okta's headers (okta.md §1.1). Paths are relative to the base URL: <c>Users/usr_…</c>.</summary>
public sealed class OktaClient(HttpClient http, string basePath, string token)
{
    private const string PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    /// <summary>Path of the base URL, without a slash at its end: <c>/scim/v2/acme</c>.</summary>
    public string BasePath { get; } = basePath;

    public string Token { get; } = token;

    public Task<ScimAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ScimAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <param name="body">JSON text, or what becomes JSON with its names as written.</param>
    public Task<ScimAnswer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<ScimAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    /// <summary>PATCH with these operations in one PatchOp.</summary>
    public Task<ScimAnswer> PatchAsync(string path, params object[] operations) =>
        SendAsync(HttpMethod.Patch, path, new { schemas = new[] { PatchOp }, Operations = operations });

    /// <summary><c>GET /Users?filter=…&amp;startIndex=1&amp;count=100</c>, encoded as Okta's present documentation shows it.</summary>
    public Task<ScimAnswer> FilterAsync(string resources, string filter) =>
        GetAsync($"{resources}?filter={Uri.EscapeDataString(filter)}&startIndex=1&count=100");

    /// <summary>Any request; headers given here replace those that Okta would send, and a null value removes one.</summary>
    public async Task<ScimAnswer> SendAsync(HttpMethod method, string path, object? body = null, IReadOnlyDictionary<string, string?>? headers = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"{BasePath}/{path}");
        var sent = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["User-Agent"] = "Okta SCIM Client 1.0.0",
            ["Accept"] = "application/scim+json",
            ["Accept-Charset"] = "utf-8",
            ["Authorization"] = $"Bearer {Token}",
            ["Content-Type"] = "application/scim+json; charset=utf-8",
        };
        foreach (var (name, value) in headers ?? new Dictionary<string, string?>())
        {
            sent[name] = value;
        }

        if (body is not null)
        {
            request.Content = body is byte[] bytes ? new ByteArrayContent(bytes) : new ByteArrayContent(Encoding.UTF8.GetBytes(Json(body)));
        }
        else if (method == HttpMethod.Delete)
        {
            request.Content = new ByteArrayContent([]); // Okta names a Content-Type although there is no body.
        }

        foreach (var (name, value) in sent)
        {
            if (value is null)
            {
                continue;
            }

            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                if (request.Content is { } content)
                {
                    content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
                }
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await ScimAnswer.ReadAsync(await http.SendAsync(request));
    }

    private static string Json(object body) => body switch
    {
        string text => text,
        JsonNode node => node.ToJsonString(),
        _ => JsonSerializer.Serialize(body),
    };
}
