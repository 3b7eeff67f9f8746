using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Contracts.Verification;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Contracts.Verification;

/// <summary>Ours against the official library of Standard Webhooks, in both directions.</summary>
public sealed class StandardWebhooksInteropTests
{
    // Verifies every message with the official library, then signs it and a forgery of it.
    private const string Script = """
        const { Webhook } = require('standardwebhooks');
        let text = '';
        process.stdin.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => {
          const answers = JSON.parse(text).map(({ secret, id, timestamp, signature, body }) => {
            const webhook = new Webhook(secret);
            const accepts = (headers, payload) => { try { webhook.verify(payload, headers); return true; } catch { return false; } };
            const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
            return {
              accepted: accepts(headers, body),
              accepted_altered: accepts(headers, body + ' '),
              signature: webhook.sign(id, new Date(Number(timestamp) * 1000), body),
            };
          });
          process.stdout.write(JSON.stringify(answers));
        });
        """;

    [StandardWebhooksFact]
    public async Task The_official_library_accepts_our_signatures_and_we_accept_its()
    {
        var random = new Random(20261121);
        var now = DateTimeOffset.UtcNow;
        var messages = Enumerable.Range(0, 200).Select(number => new Message(random, number, now)).ToArray();

        var answers = await AskNodeAsync(messages);

        Assert.Equal(messages.Length, answers.Length);
        foreach (var (message, answer) in messages.Zip(answers))
        {
            Assert.True(answer.GetProperty("accepted").GetBoolean(), $"The official library refuses {message.Body}");
            Assert.False(answer.GetProperty("accepted_altered").GetBoolean());

            var theirs = answer.GetProperty("signature").GetString();
            Assert.Contains(theirs, message.Signature.Split(' '));
            var verifier = new WebhookVerifier(message.Secret);
            Assert.True(verifier.Verify(message.Id, message.Timestamp, theirs, Encoding.UTF8.GetBytes(message.Body)).IsValid);
            Assert.False(verifier.Verify(message.Id, message.Timestamp, theirs, Encoding.UTF8.GetBytes(message.Body + " ")).IsValid);
        }
    }

    private static async Task<JsonElement[]> AskNodeAsync(IReadOnlyList<Message> messages)
    {
        var start = new ProcessStartInfo(Tools.Node!, ["-e", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["NODE_PATH"] = Tools.NodeModules;
        using var node = Process.Start(start)!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(messages, JsonSerializerOptions.Web));
        node.StandardInput.Close();
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(node.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<JsonElement[]>(await output)!;
    }

    private sealed class Message
    {
        private static readonly string[] Texts = ["ada", "Zoë", "Ünï & \"Söhne\"", "日本", "😀", "a\u0000b", "line\u2028end", "\\/", "<script>"];

        public Message(Random random, int number, DateTimeOffset now)
        {
            var key = new byte[random.Next(24, 65)];
            random.NextBytes(key);
            Secret = "whsec_" + Convert.ToBase64String(key);
            Id = $"evt_{number:D26}";
            var at = now.AddSeconds(random.Next(-200, 200));
            Timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            Body = JsonSerializer.Serialize(Enumerable.Range(0, random.Next(0, 20)).Select(_ => Texts[random.Next(Texts.Length)]));
            var verifier = number % 2 == 0 ? new WebhookVerifier(Secret) : new WebhookVerifier(WebhookSecret.New().Reveal(), Secret);
            Signature = verifier.Sign(Id, at, Encoding.UTF8.GetBytes(Body));
        }

        public string Secret { get; }

        public string Id { get; }

        public string Timestamp { get; }

        public string Signature { get; }

        public string Body { get; }
    }
}
