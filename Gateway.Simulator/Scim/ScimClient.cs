using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Gateway.Simulator.Scim;

/// <summary>Speaks HTTP as Okta's SCIM client does: its headers, its encodings, its patience with 429.</summary>
internal sealed class ScimClient(Uri baseUrl, string token, TimeProvider time) : IDisposable
{
    public const string MediaType = "application/scim+json";

    /// <summary>After this many 429 answers Okta gives an operation up.</summary>
    private const int MostTries = 10;

    /// <summary>Okta would wait longer; nobody in front of a terminal does.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly string root = baseUrl.AbsoluteUri.TrimEnd('/');
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
    })
    {
        Timeout = TimeSpan.FromSeconds(60), // Then Okta closes the socket.
        MaxResponseContentBufferSize = 64 << 20,
    };

    private int tick;

    public Task<ScimExchange> SendAsync(ScimRequest request, CancellationToken cancellationToken) =>
        SendAsync(request, token, cancellationToken);

    public async Task<ScimExchange> SendAsync(ScimRequest request, string bearer, CancellationToken cancellationToken)
    {
        var sent = Interlocked.Increment(ref tick);
        var waited = TimeSpan.Zero;

        for (var attempt = 1; ; attempt++)
        {
            var started = Stopwatch.GetTimestamp();
            using var message = Message(request, bearer);
            using var response = await DialAsync(message, request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);

            if (response.StatusCode == HttpStatusCode.TooManyRequests && attempt < MostTries)
            {
                var wait = RetryAfter(response, request);
                waited += wait;
                await Task.Delay(wait, time, cancellationToken);
                continue;
            }

            return new ScimExchange
            {
                Request = request,
                Status = (int)response.StatusCode,
                ContentType = response.Content.Headers.ContentType?.MediaType,
                Location = response.Headers.Location?.OriginalString,
                Text = text,
                Answer = Parse(text),
                AnsweredAt = time.GetUtcNow(),
                Took = Stopwatch.GetElapsedTime(started),
                Waited = waited,
                Sent = sent,
                Answered = Interlocked.Increment(ref tick),
            };
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Message(ScimRequest request, string bearer)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(root + request.Target));
        message.Headers.TryAddWithoutValidation("User-Agent", "Okta SCIM Client 1.0.0");
        message.Headers.TryAddWithoutValidation("Accept", MediaType);
        message.Headers.TryAddWithoutValidation("Accept-Charset", "utf-8");
        message.Headers.TryAddWithoutValidation("Connection", "Keep-Alive");
        message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");

        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString(Json.Relaxed)));
        }
        else if (request.Method == HttpMethod.Delete)
        {
            message.Content = new ByteArrayContent([]); // Okta names a content type here too, without content.
        }

        message.Content?.Headers.TryAddWithoutValidation("Content-Type", $"{MediaType}; charset=utf-8");
        return message;
    }

    private async Task<HttpResponseMessage> DialAsync(HttpRequestMessage message, ScimRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(message, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new ConversationBrokenException($"{request.Method} {request.Target} got no answer from {root}: {failure.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConversationBrokenException($"{request.Method} {request.Target} was not answered within 60 s; Okta closes the socket then.");
        }
    }

    private static TimeSpan RetryAfter(HttpResponseMessage response, ScimRequest request)
    {
        var asked = response.Headers.TryGetValues("Retry-After", out var values) ? values.First() : null;
        if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            throw new ConversationBrokenException(
                $"{request.Method} {request.Target} was answered 429 with Retry-After {asked ?? "absent"}: it must be an integer, else Okta waits 5 minutes and doubles that each time.");
        }

        var wait = TimeSpan.FromSeconds(seconds);
        return wait <= LongestWait ? wait : throw new ConversationBrokenException(
            $"{request.Method} {request.Target} was answered 429 and asks to wait {seconds} s; the simulator gives up above {LongestWait.TotalSeconds} s.");
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
