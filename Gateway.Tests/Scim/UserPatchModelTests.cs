using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

/// <summary>Against a model so simple that one sees it is right: a few attributes in variables, one line per kind of operation.</summary>
public sealed class UserPatchModelTests
{
    private static readonly Gen<Step> Steps = Gen.OneOf(
        Gen.Elements("title", "nickName", "userName").Zip(Gen.Elements("", "a", "b"), (name, text) => (Step)new Step.Text(name, text)),
        Gen.Elements("title", "nickName").Select(name => (Step)new Step.Unset(name)),
        Gen.Elements(true, false).Select(flag => (Step)new Step.Active(flag)),
        Gen.Elements("work", "home", "other").Zip(Gen.Elements("x", "y"), (type, value) => (Step)new Step.AddEmail(type, value)),
        Gen.Elements("work", "home", "other").Zip(Gen.Elements("x", "y", ""), (type, value) => (Step)new Step.SetEmail(type, value)),
        Gen.Elements("work", "home", "other").Select(type => (Step)new Step.RemoveEmail(type)),
        Gen.Elements("work", "home", "other").Select(type => (Step)new Step.MakePrimary(type)),
        Gen.Constant((Step)new Step.Forbidden()));

    [Fact]
    public void Operations_in_order_make_what_the_model_makes_or_nothing() =>
        Prop.ForAll(Steps.ListOf().ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (steps, withPath) =>
        {
            var operations = steps.Take(12).ToList();
            if (operations.Count == 0)
            {
                return;
            }

            var before = Json.User("{'userName':'a','emails':[{'value':'x','type':'work','primary':true}]}");
            var model = new Model();
            var holds = operations.TrueForAll(model.Apply) && model.Texts["userName"].Length > 0;
            var result = UserPatch.Apply(before, [.. operations.Select(step => step.ToOperation(withPath))]);

            Assert.Equal(holds, result.Succeeded);
            Assert.True(CanonicalJson.Same(holds ? model.ToJson() : before.Attributes, holds ? result.Value!.Attributes : before.Attributes),
                holds ? $"{string.Join('\n', operations)}\n{model.ToJson().ToJsonString()}\n{result.Value!.ToJson()}" : "");
            Assert.Equal(Json.User("{'userName':'a','emails':[{'value':'x','type':'work','primary':true}]}"), before);
        }).QuickCheckThrowOnFailure();

    private abstract record Step
    {
        public sealed record Text(string Name, string Value) : Step;

        public sealed record Unset(string Name) : Step;

        public sealed record Active(bool Value) : Step;

        public sealed record AddEmail(string Type, string Value) : Step;

        public sealed record SetEmail(string Type, string Value) : Step;

        public sealed record RemoveEmail(string Type) : Step;

        public sealed record MakePrimary(string Type) : Step;

        public sealed record Forbidden : Step;

        public PatchOperation ToOperation(bool withPath) => this switch
        {
            Text text => withPath
                ? PatchOperation.Of(PatchVerb.Replace, text.Name, text.Value)
                : PatchOperation.Of(PatchVerb.Replace, null, new JsonObject { ["id"] = "ignored", [text.Name] = text.Value }),
            Unset unset => withPath
                ? PatchOperation.Of(PatchVerb.Remove, unset.Name, null)
                : PatchOperation.Of(PatchVerb.Replace, null, new JsonObject { [unset.Name] = null }),
            Active active => withPath
                ? PatchOperation.Of(PatchVerb.Replace, "active", active.Value ? "True" : "False")
                : PatchOperation.Of(PatchVerb.Add, null, new JsonObject { ["active"] = active.Value }),
            AddEmail add => PatchOperation.Of(PatchVerb.Add, withPath ? "emails" : null, withPath
                ? new JsonArray(new JsonObject { ["value"] = add.Value, ["type"] = add.Type })
                : new JsonObject { ["emails"] = new JsonObject { ["value"] = add.Value, ["type"] = add.Type } }),
            SetEmail set => PatchOperation.Of(PatchVerb.Replace, $"emails[type eq \"{set.Type}\"].value", set.Value),
            RemoveEmail remove => PatchOperation.Of(PatchVerb.Remove, $"emails[type eq \"{remove.Type}\"]", null),
            MakePrimary make => PatchOperation.Of(PatchVerb.Add, $"emails[type eq \"{make.Type}\"].primary", true),
            _ => PatchOperation.Of(PatchVerb.Replace, "id", "x"),
        };
    }

    private sealed class Model
    {
        private readonly List<(string Type, string Value, bool? Primary)> emails = [("work", "x", true)];

        private bool active = true;

        public Dictionary<string, string> Texts { get; } = new() { ["userName"] = "a" };

        public bool Apply(Step step)
        {
            switch (step)
            {
                case Step.Text text:
                    Texts[text.Name] = text.Value;
                    return true;
                case Step.Unset unset:
                    Texts.Remove(unset.Name);
                    return true;
                case Step.Active flag:
                    active = flag.Value;
                    return true;
                case Step.AddEmail add:
                    if (!emails.Exists(email => email.Type == add.Type && email.Value == add.Value))
                    {
                        emails.Add((add.Type, add.Value, null));
                    }

                    return true;
                case Step.SetEmail set:
                    return Change(set.Type, email => email with { Value = set.Value });
                case Step.RemoveEmail remove:
                    emails.RemoveAll(email => email.Type == remove.Type);
                    return true;
                case Step.MakePrimary make:
                    if (!emails.Exists(email => email.Type == make.Type))
                    {
                        emails.Add((make.Type, "", null));
                    }

                    var chosen = emails.FindLastIndex(email => email.Type == make.Type);
                    for (var i = 0; i < emails.Count; i++)
                    {
                        var touched = emails[i].Type == make.Type;
                        emails[i] = emails[i] with { Primary = i == chosen ? true : touched || emails[i].Primary == true ? false : emails[i].Primary };
                    }

                    return true;
                default:
                    return false;
            }
        }

        public JsonObject ToJson()
        {
            var json = new JsonObject { ["schemas"] = new JsonArray(ScimUrns.User), ["active"] = active };
            foreach (var (name, text) in Texts.Where(text => text.Value.Length > 0))
            {
                json[name] = text;
            }

            if (emails.Count > 0)
            {
                json["emails"] = new JsonArray([.. emails.Select(email =>
                {
                    var item = new JsonObject { ["type"] = email.Type };
                    if (email.Value.Length > 0)
                    {
                        item["value"] = email.Value;
                    }

                    if (email.Primary is { } primary)
                    {
                        item["primary"] = primary;
                    }

                    return item;
                })]);
            }

            return json;
        }

        private bool Change(string type, Func<(string Type, string Value, bool? Primary), (string, string, bool?)> change)
        {
            var found = false;
            for (var i = 0; i < emails.Count; i++)
            {
                if (emails[i].Type == type)
                {
                    emails[i] = change(emails[i]);
                    found = true;
                }
            }

            return found;
        }
    }
}
