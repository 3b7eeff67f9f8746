using Gateway.Tests.Harness;

namespace Gateway.Tests.Api;

public sealed class SubscribersApiTests
{
    [Theory, EveryDatabase]
    public async Task Subscribers_are_registered_changed_and_removed(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);

        var (status, created, response) = await gateway.CallAsync(
            HttpMethod.Post, "subscribers", new { url = "https://app.example.com/hooks", directory_id = gateway.Directory.Id, event_types = new[] { "user_created" } });

        Assert.Equal(System.Net.HttpStatusCode.Created, status);
        var id = created.Text("id");
        Assert.Equal($"/api/v1/subscribers/{id}", response.Headers.Location?.OriginalString);
        Assert.StartsWith("whsec_", created.Text("secret"), StringComparison.Ordinal);
        var read = await gateway.GetAsync($"subscribers/{id}");
        Assert.False(read.TryGetProperty("secret", out _));
        Assert.Equal([id], (await gateway.GetAsync($"subscribers?directory_id={gateway.Directory.Id}")).Ids());

        var paused = await gateway.ExpectAsync(System.Net.HttpStatusCode.OK, HttpMethod.Patch, $"subscribers/{id}", new { state = "paused", event_types = (string[]?)null });
        Assert.Equal("paused", paused.Text("state"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, paused.GetProperty("event_types").ValueKind);

        await gateway.RefusedAsync(System.Net.HttpStatusCode.BadRequest, "invalid_request", HttpMethod.Patch, $"subscribers/{id}", new { secret = "x" });
        await gateway.RefusedAsync(System.Net.HttpStatusCode.BadRequest, "invalid_request", HttpMethod.Post, "subscribers", new { url = "http://169.254.169.254/" });
        await gateway.RefusedAsync(System.Net.HttpStatusCode.BadRequest, "invalid_request", HttpMethod.Post, "subscribers", new { url = "https://a.example.com", event_types = new[] { "x" } });
        await gateway.RefusedAsync(System.Net.HttpStatusCode.BadRequest, "invalid_request", HttpMethod.Post, "subscribers", new { url = "https://a.example.com", secret = "whsec_short" });
        await gateway.RefusedAsync(System.Net.HttpStatusCode.NotFound, "subscriber_not_found", HttpMethod.Get, "subscribers/sub_x");
        await gateway.ExpectAsync(System.Net.HttpStatusCode.NoContent, HttpMethod.Delete, $"subscribers/{id}");
        await gateway.RefusedAsync(System.Net.HttpStatusCode.NotFound, "subscriber_not_found", HttpMethod.Delete, $"subscribers/{id}");
    }

    [Theory, EveryDatabase]
    public async Task Deliveries_of_a_paused_subscriber_are_listed_as_held(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        var subscriber = await gateway.HasSubscriberAsync(new Uri("https://app.example.com/hooks"), new { directory_id = gateway.Directory.Id });
        await gateway.ExpectAsync(System.Net.HttpStatusCode.OK, HttpMethod.Patch, $"subscribers/{subscriber.Text("id")}", new { state = "paused" });
        await gateway.HasUserAsync("jane@example.com");

        var listed = await gateway.GetAsync($"deliveries?subscriber_id={subscriber.Text("id")}&state=held");

        var delivery = Assert.Single(listed.GetProperty("data").EnumerateArray());
        Assert.Equal(("user_created", "held"), (delivery.Text("event_type"), delivery.Text("state")));
        var id = delivery.Text("id");
        Assert.Equal(id, (await gateway.GetAsync($"deliveries/{id}")).Text("id"));
        await gateway.RefusedAsync(System.Net.HttpStatusCode.NotFound, "delivery_not_found", HttpMethod.Get, "deliveries/dlv_x");
        await gateway.RefusedAsync(System.Net.HttpStatusCode.BadRequest, "invalid_parameter", HttpMethod.Get, "deliveries?state=lost");
    }

    [Theory, EveryDatabase]
    public async Task A_delivery_is_listed_with_its_attempts_and_sent_again_when_asked(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        await using var receiver = await Receiver.StartAsync();
        var subscriber = await gateway.HasSubscriberAsync(receiver.Url, new { directory_id = gateway.Directory.Id });
        await gateway.HasUserAsync("jane@example.com");
        await receiver.WaitForAsync(1);
        var delivered = $"deliveries?subscriber_id={subscriber.Text("id")}&state=delivered";
        await Until.TrueAsync(async () => (await gateway.GetAsync(delivered)).Ids().Count == 1, "the delivery is recorded as delivered");
        var id = (await gateway.GetAsync(delivered)).Ids().Single();
        var attempt = Assert.Single((await gateway.GetAsync($"deliveries/{id}/attempts")).GetProperty("data").EnumerateArray());
        Assert.Equal((1, 200), (attempt.GetProperty("number").GetInt32(), attempt.GetProperty("status").GetInt32()));

        var again = await gateway.ExpectAsync(System.Net.HttpStatusCode.Accepted, HttpMethod.Post, $"deliveries/{id}/attempts");

        Assert.Equal(id, again.Text("id"));
        var received = await receiver.WaitForAsync(2);
        Assert.Equal(received[0].Event.Id, received[1].Event.Id);
        await gateway.RefusedAsync(System.Net.HttpStatusCode.NotFound, "delivery_not_found", HttpMethod.Post, "deliveries/dlv_x/attempts");
    }
}
