using Gateway.Contracts.Events;
using Gateway.Contracts.Verification;

// GATEWAY_WEBHOOK_SECRET: the subscriber's whsec_…; during a rotation the new and the old one, separated by a space.
var secrets = Environment.GetEnvironmentVariable("GATEWAY_WEBHOOK_SECRET") ?? throw new InvalidOperationException("Set GATEWAY_WEBHOOK_SECRET.");
var verifier = new WebhookVerifier(secrets.Split(' '));
var app = WebApplication.Create();

app.MapPost("/webhooks", async (HttpRequest request, CancellationToken cancellationToken) =>
{
    using var body = new MemoryStream(); // The bytes as they came: parse nothing before it is verified.
    await request.Body.CopyToAsync(body, cancellationToken);

    GatewayEvent received;
    try
    {
        received = verifier.Receive(name => request.Headers[name], body.ToArray());
    }
    catch (WebhookVerificationException refusal)
    {
        Console.WriteLine($"refused: {refusal.Message}");
        return Results.Unauthorized();
    }

    // Keep the event here, once: a unique key on its id makes a repeat harmless.
    Console.WriteLine($"accepted: {received.Id} {received.Type} {received.Data.User?.UserName} {received.Data.Group?.DisplayName}");
    return Results.NoContent();
});

app.Run($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "5090"}");
