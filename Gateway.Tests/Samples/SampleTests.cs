using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Contracts.Verification;

namespace Gateway.Tests.Samples;

/// <summary>The samples that the documents quote, against signed requests and forgeries.</summary>
public sealed class SampleTests
{
    private const string Id = "evt_01kakj2a7v6gq8000000001f2k";
    private const string Body =
        """{"id":"evt_01kakj2a7v6gq8000000001f2k","type":"group.user_added","timestamp":"2026-11-21T12:00:00.000Z","sequence":1,"directory":null,"source":"scim","cause":null,"data":{"user":{"id":"usr_1","user_name":"zoë@example.com","state":"active"},"group":{"id":"grp_1","display_name":"Söhne & Töchter"}}}""";

    [Theory]
    [SampleData(Sample.CSharp)]
    [SampleData(Sample.Node)]
    [SampleData(Sample.NodeWithStandardWebhooks)]
    [SampleData(Sample.Python)]
    public async Task A_sample_accepts_what_is_genuine_and_refuses_forgeries(Sample sample)
    {
        var secret = WebhookSecret.New();
        await using var receiver = await SampleReceiver.StartAsync(sample, secret.Reveal());
        using var client = new HttpClient();
        var now = DateTimeOffset.UtcNow;
        var stranger = WebhookSecret.New();
        var genuine = secret.Sign(Id, now, Utf8(Body));

        async Task AnswersAsync(HttpStatusCode expected, string? id, DateTimeOffset? at, string? signature, string body, string what)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            void Add(string name, string? value)
            {
                if (value is not null)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }

            Add(WebhookHeaders.Id, id);
            Add(WebhookHeaders.Timestamp, at?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            Add(WebhookHeaders.Signature, signature);
            using var response = await client.SendAsync(request);
            Assert.True(expected == response.StatusCode, $"{what}: {(int)response.StatusCode}. {receiver.Output}");
        }

        await AnswersAsync(HttpStatusCode.NoContent, Id, now, genuine, Body, "genuine");
        await AnswersAsync(HttpStatusCode.NoContent, Id, now, $"{stranger.Sign(Id, now, Utf8(Body))} {genuine}", Body, "second of two signatures");
        await AnswersAsync(HttpStatusCode.NoContent, Id, now, $"v1a,AAAA v9 {genuine}", Body, "unknown versions beside it");

        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now, stranger.Sign(Id, now, Utf8(Body)), Body, "wrong secret");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now, genuine, Body.Replace("usr_1", "usr_2", StringComparison.Ordinal), "altered body");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now, genuine, "", "no body");
        await AnswersAsync(HttpStatusCode.Unauthorized, "evt_other", now, genuine, Body, "swapped id");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now.AddSeconds(-1), genuine, Body, "altered timestamp");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now.AddMinutes(-6), secret.Sign(Id, now.AddMinutes(-6), Utf8(Body)), Body, "old");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now.AddMinutes(6), secret.Sign(Id, now.AddMinutes(6), Utf8(Body)), Body, "from the future");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now, "v2" + genuine[2..], Body, "other version");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now, "v1,", Body, "empty signature");
        await AnswersAsync(HttpStatusCode.Unauthorized, null, now, genuine, Body, "no id");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, null, genuine, Body, "no timestamp");
        await AnswersAsync(HttpStatusCode.Unauthorized, Id, now, null, Body, "no signature");

        await Until.TrueAsync(() => receiver.Accepted.Count == 3, $"three lines about accepted events: {receiver.Output}");
        Assert.All(receiver.Accepted, line => Assert.Equal($"{Id} group.user_added zoë@example.com Söhne & Töchter", line));
    }

    [Theory]
    [SampleData(Sample.CSharp)]
    [SampleData(Sample.Node)]
    [SampleData(Sample.Python)]
    public async Task A_sample_with_two_secrets_accepts_either(Sample sample)
    {
        WebhookSecret[] secrets = [WebhookSecret.New(), WebhookSecret.New()];
        await using var receiver = await SampleReceiver.StartAsync(sample, [.. secrets.Select(secret => secret.Reveal())]);
        using var client = new HttpClient();
        var now = DateTimeOffset.UtcNow;

        foreach (var secret in secrets)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new ByteArrayContent(Utf8(Body)) };
            request.Headers.Add(WebhookHeaders.Id, Id);
            request.Headers.Add(WebhookHeaders.Timestamp, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.Add(WebhookHeaders.Signature, secret.Sign(Id, now, Utf8(Body)));
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
