/** FIPS state code → USPS code: the 50 states, the District of Columbia and the five territories. */
export const STATE_CODES: Readonly<Record<string, string>> = {
  '01': 'AL',
  '02': 'AK',
  '04': 'AZ',
  '05': 'AR',
  '06': 'CA',
  '08': 'CO',
  '09': 'CT',
  '10': 'DE',
  '11': 'DC',
  '12': 'FL',
  '13': 'GA',
  '15': 'HI',
  '16': 'ID',
  '17': 'IL',
  '18': 'IN',
  '19': 'IA',
  '20': 'KS',
  '21': 'KY',
  '22': 'LA',
  '23': 'ME',
  '24': 'MD',
  '25': 'MA',
  '26': 'MI',
  '27': 'MN',
  '28': 'MS',
  '29': 'MO',
  '30': 'MT',
  '31': 'NE',
  '32': 'NV',
  '33': 'NH',
  '34': 'NJ',
  '35': 'NM',
  '36': 'NY',
  '37': 'NC',
  '38': 'ND',
  '39': 'OH',
  '40': 'OK',
  '41': 'OR',
  '42': 'PA',
  '44': 'RI',
  '45': 'SC',
  '46': 'SD',
  '47': 'TN',
  '48': 'TX',
  '49': 'UT',
  '50': 'VT',
  '51': 'VA',
  '53': 'WA',
  '54': 'WV',
  '55': 'WI',
  '56': 'WY',
  '60': 'AS',
  '66': 'GU',
  '69': 'MP',
  '72': 'PR',
  '78': 'VI',
}

/**
 * Town names that a request for help almost always means otherwise: peoples, languages, months, everyday things
 * (countries are added by the build). They count as a place only with a state beside them.
 */
export const NEVER_ALONE: readonly string[] = (
  'navajo,cherokee,apache,sioux,choctaw,chickasaw,comanche,creek,seminole,mohawk,oneida,seneca,hopi,zuni,pima,ute,' +
  'lakota,dakota,ojibwa,winnebago,blackfoot,crow,kiowa,osage,pawnee,ponca,catawba,lumbee,nez perce,shoshone,' +
  'paiute,chippewa,potawatomi,menominee,creole,spanish,arab,turkey,polish,latin,english,german,french,may,march,' +
  'april,june,august,january,friday,sunday,help,need,home,house,hope,faith,grace,rent,rest,welfare,social,' +
  'security,medical,clinic,counselor,free,work,job,bath,bed,crisis,trauma,veteran,iraq,kabul,baghdad,saigon,' +
  'manila,havana,baby,mama,papa,reading,energy,price,normal,spring,college,university,center,central,union,' +
  'paradise,surprise,enterprise,independence,orange,mesa,temple,mobile,providence,effort,fate,friendship,' +
  'alliance,bear,bell,colonia,crystal,eagle,fountain,golden,green,holiday,hurricane,imperial,liberal,largo,marina,' +
  'mentor,mustang,opportunity,pace,palestine,pearl,republic,soledad,summit,sunset,superior,walker,walnut,' +
  'liberty,speed,trail,park,store,office,church,school,hospital,food,clothes,phone,water,gas,heat,light,power'
).split(',')

/** First names and words that are towns as well: a place after "in" and the like, not when they stand alone. */
export const SELDOM_ALONE: readonly string[] = (
  'aurora,chandler,jamaica,ontario,jackson,hollywood,madison,lincoln,elizabeth,concord,victoria,charlotte,tyler,' +
  'norman,allen,carson,brandon,kent,lawrence,warren,eugene,cameron,henderson,sydney,florence,corona,centennial,' +
  'salem,fullerton,spring valley,antioch,cheyenne,pueblo,shawnee,yuma,yakima,salinas,la mesa,marshall,tucker'
).split(',')

/** A Map, since what people type may be `__proto__` or `constructor`. */
const byWords = (entries: Record<string, string>): ReadonlyMap<string, string> =>
  new Map(Object.entries(entries))

/** What people call a few cities and counties, and where that is. */
export const CITY_ALIASES: ReadonlyMap<string, string> = byWords({
  nyc: 'New York,NY',
  'new york city': 'New York,NY',
  bronx: 'The Bronx,NY',
  'washington dc': 'Washington,DC',
  'washington d c': 'Washington,DC',
  philly: 'Philadelphia,PA',
  vegas: 'Las Vegas,NV',
  'san fran': 'San Francisco,CA',
  frisco: 'Frisco,TX',
  nola: 'New Orleans,LA',
  indy: 'Indianapolis,IN',
  'los angelos': 'Los Angeles,CA',
  'nueva york': 'New York,NY',
  'dallas ft worth': 'Dallas,TX',
  dfw: 'Dallas,TX',
  'minneapolis st paul': 'Minneapolis,MN',
  'twin cities': 'Minneapolis,MN',
  filadelfia: 'Philadelphia,PA',
})

/** Large cities as other scripts write them; found anywhere in a text, for these scripts put no spaces between words. */
export const CITIES_IN_OTHER_SCRIPTS: readonly (readonly [words: string, city: string])[] = [
  ['纽约', 'New York,NY'],
  ['法拉盛', 'Flushing,NY'],
  ['布鲁克林', 'Brooklyn,NY'],
  ['洛杉矶', 'Los Angeles,CA'],
  ['旧金山', 'San Francisco,CA'],
  ['三藩市', 'San Francisco,CA'],
  ['圣地亚哥', 'San Diego,CA'],
  ['圣何塞', 'San Jose,CA'],
  ['奥克兰', 'Oakland,CA'],
  ['萨克拉门托', 'Sacramento,CA'],
  ['西雅图', 'Seattle,WA'],
  ['波特兰', 'Portland,OR'],
  ['休斯顿', 'Houston,TX'],
  ['休士顿', 'Houston,TX'],
  ['达拉斯', 'Dallas,TX'],
  ['奥斯汀', 'Austin,TX'],
  ['圣安东尼奥', 'San Antonio,TX'],
  ['芝加哥', 'Chicago,IL'],
  ['波士顿', 'Boston,MA'],
  ['费城', 'Philadelphia,PA'],
  ['亚特兰大', 'Atlanta,GA'],
  ['迈阿密', 'Miami,FL'],
  ['凤凰城', 'Phoenix,AZ'],
  ['拉斯维加斯', 'Las Vegas,NV'],
  ['丹佛', 'Denver,CO'],
  ['底特律', 'Detroit,MI'],
  ['明尼阿波利斯', 'Minneapolis,MN'],
  ['نيويورك', 'New York,NY'],
  ['بروكلين', 'Brooklyn,NY'],
  ['لوس أنجلوس', 'Los Angeles,CA'],
  ['سان دييغو', 'San Diego,CA'],
  ['سان فرانسيسكو', 'San Francisco,CA'],
  ['هيوستن', 'Houston,TX'],
  ['دالاس', 'Dallas,TX'],
  ['سان أنطونيو', 'San Antonio,TX'],
  ['شيكاغو', 'Chicago,IL'],
  ['ديربورن', 'Dearborn,MI'],
  ['ديترويت', 'Detroit,MI'],
  ['ميامي', 'Miami,FL'],
  ['بوسطن', 'Boston,MA'],
  ['سياتل', 'Seattle,WA'],
  ['فيلادلفيا', 'Philadelphia,PA'],
  ['مينيابوليس', 'Minneapolis,MN'],
  ['أتلانتا', 'Atlanta,GA'],
  ['فينيكس', 'Phoenix,AZ'],
]

/** Counties whose name is a word: a county only with "County". All other names that one county alone bears may go without. */
export const WORDY_COUNTIES: ReadonlySet<string> = new Set(
  (
    'arkansas,sharp,mono,placer,plumas,levy,bacon,butts,heard,long,towns,hawaii,boundary,idaho,will,switzerland,cloud,' +
    'graves,charles,luce,nobles,cole,treasure,keith,ocean,lea,dare,person,slope,coal,creek,kay,love,major,oklahoma,' +
    'woods,hand,colorado,frio,lamb,real,travis,rich,utah,ferry,door,rota,barren,peach,barber,coke,rooks,pleasants,' +
    'crisp,yell,emanuel,castro,gregg,weber,pitt,miner,hot spring,deaf smith,maries,glacier,traverse,yates,sac'
  ).split(','),
)

export const COUNTY_ALIASES: ReadonlyMap<string, string> = byWords({
  'dade|FL': '12086',
  'miami dade|FL': '12086',
})

/** State names in Spanish where they differ, and other common names. */
export const STATE_ALIASES: ReadonlyMap<string, string> = byWords({
  'carolina del norte': 'NC',
  'carolina del sur': 'SC',
  'dakota del norte': 'ND',
  'dakota del sur': 'SD',
  hawai: 'HI',
  luisiana: 'LA',
  misisipi: 'MS',
  misuri: 'MO',
  'nueva jersey': 'NJ',
  'nuevo hampshire': 'NH',
  'nuevo mexico': 'NM',
  oregon: 'OR',
  pensilvania: 'PA',
  tejas: 'TX',
  tenesi: 'TN',
  'virginia occidental': 'WV',
  'washington state': 'WA',
  dc: 'DC',
  'washington dc': 'DC',
  'virgin islands': 'VI',
  'us virgin islands': 'VI',
})
