using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Simulator.Scim;
using Gateway.Simulator.Subscriber;

namespace Gateway.Simulator.Expectations;

/// <summary>What every event shows, whatever it is about.</summary>
internal static class EnvelopeCheck
{
    /// <summary>How far the gateway's clock may be from ours: what Standard Webhooks tolerates.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static IEnumerable<string> Problems(ReceivedWebhook webhook, EventDirectory directory)
    {
        if (webhook.Body is not { ValueKind: JsonValueKind.Object } body)
        {
            return ["the body is not a JSON object"];
        }

        return
        [
            .. Check(webhook.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true, $"Content-Type is {webhook.ContentType}, not application/json"),
            .. Check(body.StringOf("id") is { } id && id == webhook.Id && id.StartsWith("evt_", StringComparison.Ordinal), $"\"id\" is {body.StringOf("id")}, which is not the evt_ id of webhook-id, {webhook.Id}"),
            .. Check(IsMoment(body.StringOf("timestamp"), out var at) && (at - webhook.ReceivedAt).Duration() < Tolerance, $"\"timestamp\" {body.StringOf("timestamp")} is not a UTC moment with milliseconds, near now"),
            .. Check(body.IsInteger("sequence", out var sequence) && sequence > 0, "\"sequence\" is not a positive JSON integer"),
            .. Check(body.Find("directory")?.StringOf("id") == directory.Id, $"\"directory.id\" is {body.Find("directory")?.StringOf("id")}, not {directory.Id}"),
            .. Check(body.Find("directory")?.StringOf("name") == directory.Name, $"\"directory.name\" is {body.Find("directory")?.StringOf("name")}, not {directory.Name}"),
            .. Check(body.StringOf("source") == "scim", $"\"source\" is {body.StringOf("source")}, not scim"),
            .. Check(body.StringOf("cause")?.StartsWith("req_", StringComparison.Ordinal) == true, $"\"cause\" is {body.StringOf("cause")}, which is no request"),
            .. Check(body.Find("replay") is null or { ValueKind: JsonValueKind.False }, "it is marked as a replay"),
            .. Readable(webhook.Text),
        ];
    }

    /// <summary>Whether a text is a moment as the gateway writes it, e.g. <c>2026-11-21T12:00:00.123Z</c>.</summary>
    public static bool IsMoment(string? text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at);

    /// <summary>A subscriber reads it with the records of Gateway.Contracts.</summary>
    private static IEnumerable<string> Readable(string text)
    {
        try
        {
            return GatewayEvent.Parse(Encoding.UTF8.GetBytes(text)).Data is null ? ["\"data\" is missing"] : [];
        }
        catch (JsonException malformed)
        {
            return [$"Gateway.Contracts cannot read it: {malformed.Message}"];
        }
    }

    private static IEnumerable<string> Check(bool holds, string problem) => holds ? [] : [problem];
}
