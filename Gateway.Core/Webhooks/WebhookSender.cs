using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Gateway.Contracts.Verification;
using Microsoft.Extensions.Options;

namespace Gateway.Core.Webhooks;

/// <summary>Signs and posts. Follows no redirect, asks no proxy, keeps no cookie, unpacks nothing, reads little, and dials only an address
/// that the guard has let pass.</summary>
public sealed class WebhookSender : IDisposable
{
    private const int AnswerBytes = 4096;
    private const int AnswerKept = 500;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly AddressGuard guard;
    private readonly TimeSpan timeout;
    private readonly string tooLate;
    private readonly HttpMessageInvoker http;

    public WebhookSender(AddressGuard guard, IOptions<WebhookOptions> options)
    {
        this.guard = guard;
        timeout = options.Value.AttemptTimeout;
        tooLate = string.Create(CultureInfo.InvariantCulture, $"The subscriber gave no complete answer within {timeout.TotalSeconds:0.###} s.");
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null, // A subscriber learns nothing about our traces.
            ConnectTimeout = options.Value.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 16, // KB
            MaxResponseDrainSize = 0,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Makes one attempt. Throws only <see cref="OperationCanceledException"/>, when it was told to stop.</summary>
    public async Task<AttemptOutcome> SendAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            using var message = Message(request);
            using var response = await http.SendAsync(message, deadline.Token);
            var answer = await ReadAsync(response, deadline.Token);
            return OutcomeOf(response, answer);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            return FaultOf(exception);
        }
    }

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Message(in WebhookRequest request)
    {
        var content = new ByteArrayContent(request.Body);
        content.Headers.ContentType = Json;
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url) { Content = content };
        message.Headers.TryAddWithoutValidation(WebhookHeaders.Id, request.Id);
        message.Headers.TryAddWithoutValidation(WebhookHeaders.Timestamp, request.SentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        message.Headers.TryAddWithoutValidation(WebhookHeaders.Signature, Signature.Of(request.Secrets, request.Id, request.SentAt, request.Body));
        message.Headers.TryAddWithoutValidation("User-Agent", "Gateway-Webhooks/1");
        if (request.Replay)
        {
            message.Headers.TryAddWithoutValidation(WebhookHeaders.Replay, "true");
        }

        return message;
    }

    /// <summary>Reads an answer as far as the bound, so that a short one leaves its connection for the next delivery; of a refusal its
    /// beginning is kept.</summary>
    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength == 0)
        {
            return null;
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(AnswerBytes);
        try
        {
            var length = 0;
            for (int read; length < AnswerBytes && (read = await body.ReadAsync(buffer.AsMemory(length, AnswerBytes - length), cancellationToken)) > 0;)
            {
                length += read;
            }

            return response.IsSuccessStatusCode || length == 0 ? null : Readable(buffer.AsSpan(0, length));
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Readable(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, AnswerKept)]);
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? ' ' : source[i];
            }
        });
    }

    private static AttemptOutcome OutcomeOf(HttpResponseMessage response, string? answer)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => AttemptOutcome.Accepted.With(status),
            410 => new AttemptOutcome.Gone { Answer = answer },
            >= 300 and < 400 => new AttemptOutcome.Refused(status, null, $"The subscriber answered {status}; redirects are not followed.") { Answer = answer },
            429 or 503 => new AttemptOutcome.Refused(status, RetryAfter(response), $"The subscriber answered {status}.") { Answer = answer },
            _ => new AttemptOutcome.Refused(status, null, $"The subscriber answered {status}.") { Answer = answer },
        };
    }

    // Seconds, or a date as the subscriber's own clock has it. RFC 9110 §10.2.3.
    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? DateTimeOffset.UtcNow),
        _ => null,
    };

    /// <summary>Tells the subscriber's faults from the gateway's own. That nothing listens and that nothing answers is the same sentence,
    /// so that nobody maps a network by it.</summary>
    private AttemptOutcome FaultOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case GuardException guarded:
                    return new AttemptOutcome.Forbidden(guarded.Message);
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData }:
                    return new AttemptOutcome.Failed("The subscriber's host name is not known.");
                case SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.NoRecovery }:
                    return new AttemptOutcome.Unable("The gateway's name resolution did not answer.");
                case SocketException { SocketErrorCode: SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable }:
                    return new AttemptOutcome.Unable("The gateway has no way to the network.");
            }
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new AttemptOutcome.Failed("No TLS connection could be made: check the subscriber's certificate."),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => new AttemptOutcome.Failed(NotReached),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new AttemptOutcome.Failed("The subscriber's answer was larger than the gateway reads."),
            HttpRequestException or IOException => new AttemptOutcome.Failed("The subscriber broke off or its answer could not be read."),
            OperationCanceledException { InnerException: TimeoutException } => new AttemptOutcome.Failed(NotReached), // ConnectTimeout
            OperationCanceledException => new AttemptOutcome.Failed(tooLate),
            _ => new AttemptOutcome.Unable($"The gateway failed to send: {exception.GetType().Name}."),
        };
    }

    private const string NotReached = "No connection to the subscriber could be made.";

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var plain = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp;
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var passed = Array.FindAll(addresses, address => plain ? guard.IsAllowListed(address) : guard.Allows(address));
        if (passed.Length == 0)
        {
            throw new GuardException(plain && addresses.Any(guard.Allows)
                ? "The subscriber's address is plain http outside of Gateway:Webhooks:AllowedNetworks."
                : "The subscriber's host is not on the public network, and its network is not in Gateway:Webhooks:AllowedNetworks.");
        }

        for (var i = 0; ; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(passed[i], context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < passed.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private sealed class GuardException(string message) : Exception(message);
}
