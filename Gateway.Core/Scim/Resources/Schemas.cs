namespace Gateway.Core.Scim.Resources;

/// <summary>The schemas of RFC 7643 §3.1, §4 and §8.7.1, as the gateway keeps them.</summary>
public static class Schemas
{
    /// <summary>What every resource has. RFC 7643 §3.1; not a schema of its own in discovery.</summary>
    public static readonly SchemaDefinition Common = new("", "Common", "Attributes of every resource.",
        new AttributeDefinition("schemas", AttributeType.Reference, "The URIs of the schemas of the resource.")
        { MultiValued = true, Required = true, CaseExact = true, Returned = Returned.Always, ReferenceTypes = ["uri"] },
        new AttributeDefinition("id", AttributeType.String, "The identifier that the gateway gave to the resource.")
        { Required = true, CaseExact = true, Mutability = Mutability.ReadOnly, Returned = Returned.Always, Uniqueness = Uniqueness.Global, IsId = true },
        new AttributeDefinition("externalId", AttributeType.String, "The identifier that the identity provider gave to the resource.")
        { CaseExact = true, Indexed = true },
        new AttributeDefinition("meta", AttributeType.Complex, "What the gateway knows about the resource itself.",
            new AttributeDefinition("resourceType", AttributeType.String, "The name of the resource type.") { CaseExact = true, Mutability = Mutability.ReadOnly },
            new AttributeDefinition("created", AttributeType.DateTime, "When the resource was stored first.") { Mutability = Mutability.ReadOnly },
            new AttributeDefinition("lastModified", AttributeType.DateTime, "When the resource was changed last.") { Mutability = Mutability.ReadOnly },
            new AttributeDefinition("location", AttributeType.Reference, "The URI of the resource.") { CaseExact = true, Mutability = Mutability.ReadOnly, ReferenceTypes = ["uri"], Unfiltered = true },
            new AttributeDefinition("version", AttributeType.String, "The version of the resource, as in its ETag.") { CaseExact = true, Mutability = Mutability.ReadOnly, Unfiltered = true })
        { Mutability = Mutability.ReadOnly });

    public static readonly SchemaDefinition User = new(ScimUrns.User, "User", "User Account",
        new AttributeDefinition("userName", AttributeType.String, "The name by which the person signs in; unique in the directory, whatever its case.")
        { Required = true, Uniqueness = Uniqueness.Server, Indexed = true },
        new AttributeDefinition("name", AttributeType.Complex, "The parts of the person's name.",
            Text("formatted", "The full name, ready for display."),
            Text("familyName", "The family name."),
            Text("givenName", "The given name."),
            Text("middleName", "The middle names."),
            Text("honorificPrefix", "A title before the name."),
            Text("honorificSuffix", "A suffix after the name.")),
        Text("displayName", "The name to show."),
        Text("nickName", "The casual name."),
        Reference("profileUrl", "The address of the person's profile.", "external"),
        Text("title", "The title, such as \"Vice President\"."),
        Text("userType", "The relation to the organization, such as \"Contractor\"."),
        Text("preferredLanguage", "The preferred language, as in Accept-Language."),
        Text("locale", "The locale, such as \"en-US\"."),
        Text("timezone", "The time zone, such as \"America/Los_Angeles\"."),
        new AttributeDefinition("active", AttributeType.Boolean, "Whether the person may use the applications; true unless said otherwise."),
        new AttributeDefinition("password", AttributeType.String, "Accepted and forgotten: the gateway keeps no passwords.")
        { CaseExact = true, Mutability = Mutability.WriteOnly, Returned = Returned.Never },
        MultiValued("emails", "E-mail addresses.", "E-mail address.", indexed: true, "work", "home", "other"),
        MultiValued("phoneNumbers", "Phone numbers.", "Phone number.", indexed: false, "work", "home", "mobile", "fax", "pager", "other"),
        MultiValued("ims", "Instant messaging addresses.", "Instant messaging address.", indexed: false, "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
        new AttributeDefinition("photos", AttributeType.Complex, "Addresses of photos.",
            Reference("value", "The address of a photo.", "external"),
            Text("display", "A name to show."),
            Type("photo", "thumbnail"),
            Primary())
        { MultiValued = true },
        new AttributeDefinition("addresses", AttributeType.Complex, "Postal addresses.",
            Text("formatted", "The full address, ready for display."),
            Text("streetAddress", "Street, house number and so on."),
            Text("locality", "The city."),
            Text("region", "The state or region."),
            Text("postalCode", "The postal code."),
            Text("country", "The country, ISO 3166-1 alpha-2."),
            Type("work", "home", "other"),
            Primary())
        { MultiValued = true },
        new AttributeDefinition("groups", AttributeType.Complex, "The groups that the person belongs to; changed through the groups.",
            new AttributeDefinition("value", AttributeType.String, "The id of the group.") { CaseExact = true, Mutability = Mutability.ReadOnly, IsId = true },
            new AttributeDefinition("$ref", AttributeType.Reference, "The URI of the group.") { CaseExact = true, Mutability = Mutability.ReadOnly, ReferenceTypes = ["Group"], Unfiltered = true },
            new AttributeDefinition("display", AttributeType.String, "The name of the group.") { Mutability = Mutability.ReadOnly, Unfiltered = true },
            new AttributeDefinition("type", AttributeType.String, "How the person belongs to the group.") { Mutability = Mutability.ReadOnly, CanonicalValues = ["direct"] })
        { MultiValued = true, Mutability = Mutability.ReadOnly },
        MultiValued("entitlements", "Things that the person is entitled to.", "An entitlement."),
        MultiValued("roles", "Roles of the person.", "A role."),
        new AttributeDefinition("x509Certificates", AttributeType.Complex, "Certificates of the person.",
            new AttributeDefinition("value", AttributeType.Binary, "A certificate, DER in base64.") { CaseExact = true },
            Text("display", "A name to show."),
            Type(),
            Primary())
        { MultiValued = true });

    public static readonly SchemaDefinition EnterpriseUser = new(ScimUrns.EnterpriseUser, "EnterpriseUser", "Enterprise User",
        Text("employeeNumber", "The number that the organization gave to the person."),
        Text("costCenter", "The cost center."),
        Text("organization", "The organization."),
        Text("division", "The division."),
        Text("department", "The department."),
        new AttributeDefinition("manager", AttributeType.Complex, "The person's manager; a plain string is taken as its value.",
            new AttributeDefinition("value", AttributeType.String, "The identifier of the manager, as the identity provider sends it.") { CaseExact = true },
            Reference("$ref", "The URI of the manager.", "User"),
            Text("displayName", "The name of the manager, as the identity provider sends it.")));

    public static readonly SchemaDefinition Group = new(ScimUrns.Group, "Group", "Group",
        new AttributeDefinition("displayName", AttributeType.String, "The name of the group; unique in the directory, whatever its case.")
        { Required = true, Uniqueness = Uniqueness.Server, Indexed = true },
        new AttributeDefinition("members", AttributeType.Complex, "The people in the group.",
            new AttributeDefinition("value", AttributeType.String, "The id of the user.") { CaseExact = true, Mutability = Mutability.Immutable, Indexed = true, IsId = true },
            new AttributeDefinition("$ref", AttributeType.Reference, "The URI of the user.") { CaseExact = true, Mutability = Mutability.Immutable, ReferenceTypes = ["User"], Unfiltered = true },
            new AttributeDefinition("display", AttributeType.String, "The name of the user.") { Mutability = Mutability.ReadOnly, Unfiltered = true },
            new AttributeDefinition("type", AttributeType.String, "What the member is.") { Mutability = Mutability.Immutable, CanonicalValues = ["User"] })
        { MultiValued = true });

    private static AttributeDefinition Text(string name, string description) => new(name, AttributeType.String, description);

    private static AttributeDefinition Reference(string name, string description, params string[] types) =>
        new(name, AttributeType.Reference, description) { CaseExact = true, ReferenceTypes = types };

    private static AttributeDefinition Type(params string[] canonicalValues) =>
        new("type", AttributeType.String, "What the value is for.") { CanonicalValues = canonicalValues };

    private static AttributeDefinition Primary() =>
        new("primary", AttributeType.Boolean, "Whether this is the preferred value; true at most once.");

    private static AttributeDefinition MultiValued(string name, string description, string value, bool indexed = false, params string[] types) =>
        new(name, AttributeType.Complex, description,
            new AttributeDefinition("value", AttributeType.String, value) { Indexed = indexed },
            Text("display", "A name to show."),
            Type(types),
            Primary())
        { MultiValued = true };
}
