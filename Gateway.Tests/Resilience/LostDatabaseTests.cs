using System.Globalization;
using System.Net;
using Gateway.Contracts.Events;

namespace Gateway.Tests.Resilience;

/// <summary>A database that cannot be reached is Okta's reason to come back, never a loss, never a second user.</summary>
public sealed class LostDatabaseTests
{
    [Fact]
    public async Task Given_a_lost_database_When_Okta_creates_a_user_Then_it_is_asked_to_come_back_and_one_user_comes_to_be()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var link = DatabaseLink.To(storage);
        await using var gateway = await TestGateway.StartAsync(storage, ("ConnectionStrings:Gateway", link.ConnectionString));
        var user = new { schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" }, userName = "jane@example.com", externalId = "00uJ" };

        link.Cut();
        var refused = await gateway.Okta.PostAsync("Users", user);
        using var unready = await gateway.Anonymous.GetAsync("/health/ready");
        using var live = await gateway.Anonymous.GetAsync("/health/live");
        link.Mend();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 300);
        Assert.Equal("429", refused.Body.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        ScimAnswer? created = null;
        await Until.TrueAsync(async () => (created = await gateway.Okta.PostAsync("Users", user)).Status == HttpStatusCode.Created, "the user is created once the database is back");
        await Until.TrueAsync(async () => (await gateway.Anonymous.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "/health/ready is 200 again");
        var told = Assert.Single(await gateway.EventsAsync(gateway.Directory.Id));
        Assert.Equal(EventTypes.UserCreated, told.Type);
        Assert.Equal(created!.Id, told.UserId);
    }

    [Fact]
    public async Task Given_a_commit_whose_answer_is_lost_When_Okta_comes_back_Then_there_is_one_user_under_one_id()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var link = DatabaseLink.To(storage);
        await using var gateway = await TestGateway.StartAsync(storage, ("ConnectionStrings:Gateway", link.ConnectionString));
        var user = new { schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" }, userName = "jane@example.com", externalId = "00uJ", title = "Lost-on-the-way" };

        link.LoseTheAnswerTo("Lost-on-the-way");
        var answer = await gateway.Okta.PostAsync("Users", user);
        Assert.Equal(1, link.Lost);
        if (answer.Status == HttpStatusCode.TooManyRequests)
        {
            answer = await gateway.Okta.PostAsync("Users", user);
        }

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var found = (await gateway.Okta.FilterAsync("Users", "userName eq \"jane@example.com\"")).Expect(HttpStatusCode.OK).Body;
        Assert.Equal(1, found.GetProperty("totalResults").GetInt32());
        Assert.Equal(answer.Id, found.GetProperty("Resources")[0].GetProperty("id").GetString());
        Assert.Equal(EventTypes.UserCreated, Assert.Single(await gateway.EventsAsync(gateway.Directory.Id)).Type);
    }

    [Fact]
    public async Task Given_a_lost_database_When_it_is_back_Then_what_is_owed_is_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var link = DatabaseLink.To(storage);
        await using var gateway = await TestGateway.StartAsync(storage, ("ConnectionStrings:Gateway", link.ConnectionString));
        await gateway.HasSubscriberAsync(receiver.Url);
        await gateway.HasUserAsync("before@example.com");
        await receiver.WaitForAsync(1);

        link.Cut();
        link.Mend();
        await Until.TrueAsync(
            async () => (await gateway.Okta.PostAsync("Users", new { schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" }, userName = "after@example.com" })).Status == HttpStatusCode.Created,
            "a user is created again");

        var received = await receiver.WaitForAsync(all => all.Any(each => each.Event.User?.GetProperty("user_name").GetString() == "after@example.com"), "the webhook that follows");
        Assert.All(received, each => Assert.Equal(EventTypes.UserCreated, each.Event.Type));
    }
}
