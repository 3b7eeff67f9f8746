using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Management;

/// <summary>What the simulator needs of the management API: a directory, a subscriber, and both gone afterwards.</summary>
internal sealed class GatewayApi : IDisposable
{
    private readonly HttpClient http;

    public GatewayApi(Uri gateway, string key)
    {
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(gateway.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = 16 << 20,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async Task<ConnectedDirectory> CreateDirectoryAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, "api/v1/directories", new JsonObject { ["name"] = name }, cancellationToken);
        var scim = answer.Find("scim");
        return new ConnectedDirectory(
            Text(answer, "id"),
            name,
            Uri.TryCreate(Text(scim, "base_url"), UriKind.Absolute, out var url) ? url : throw Unexpected("\"scim.base_url\" is not a URL"),
            Text(scim, "token"));
    }

    /// <summary>A subscriber of this directory's events; returns its id.</summary>
    public async Task<string> CreateSubscriberAsync(Uri url, string secret, string directoryId, CancellationToken cancellationToken) =>
        Text(
            await SendAsync(
                HttpMethod.Post, "api/v1/subscribers",
                new JsonObject { ["url"] = url.AbsoluteUri, ["secret"] = secret, ["directory_id"] = directoryId }, cancellationToken),
            "id");

    public Task DeleteSubscriberAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"api/v1/subscribers/{id}", null, cancellationToken);

    public Task DeleteDirectoryAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"api/v1/directories/{id}", null, cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        string text;
        int status;
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException failure)
        {
            throw new GatewayRefusedException($"No gateway answers at {http.BaseAddress}: {failure.Message.TrimEnd('.')}. Is it running, and is --gateway its address?");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GatewayRefusedException($"{http.BaseAddress} did not answer within {http.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.");
        }

        return status switch
        {
            >= 200 and < 300 => Parse(text),
            401 or 403 => throw new GatewayRefusedException($"The gateway refused the API key ({status}). Give --key a management API key that may manage directories and subscribers."),
            _ => throw new GatewayRefusedException(
                $"{method} /{path} was answered {status}: {Problem(text)}{(path.EndsWith("subscribers", StringComparison.Ordinal) ? Hint : "")}"),
        };
    }

    /// <summary>Why a loopback subscriber may be unwelcome.</summary>
    public const string Hint = " The subscriber listens on 127.0.0.1: the gateway must run on this machine, in Development or with Gateway:Webhooks:AllowedNetworks naming 127.0.0.0/8.";

    private static JsonElement Parse(string text)
    {
        if (text.Length == 0)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Unexpected("it is not JSON");
        }
    }

    private static string Problem(string text)
    {
        try
        {
            var problem = JsonNode.Parse(text);
            return (string?)problem?["detail"] ?? (string?)problem?["title"] ?? "no reason given.";
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return "the answer is not that of a gateway.";
        }
    }

    private static string Text(JsonElement? answer, string name) =>
        answer?.StringOf(name) is { Length: > 0 } value ? value : throw Unexpected($"\"{name}\" is missing");

    private static GatewayRefusedException Unexpected(string what) =>
        new($"The management API answered what a gateway would not: {what}. Is --gateway the address of a gateway?");
}
